import type { Program } from '#import/formats/program'

export const bookBuddy: Program = {
  title: ['Title'],
  subtitle: ['Subtitle'],
  // Many of its books have an editor alone
  authors: ['Author', 'Editor', 'Editors'],
  author_sort: ['Author (Last, First)'],
  summary: ['Summary'],
  isbn: ['ISBN'],
  year: ['Year Published', 'Date Published', 'Original Year Published'],
  publisher: ['Publisher'],
  language: ['Language'],
  genres: ['Genre', 'Tags'],
  quantity: ['Quantity'],
  status: ['Status'],
  added: ['Date Added'],
  not_owned: ['Wish List', 'Previously Owned'],
}
