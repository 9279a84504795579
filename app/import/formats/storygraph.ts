import type { Program } from '#import/formats/program'

export const storyGraph: Program = {
  title: ['Title'],
  authors: ['Authors'],
  isbn: ['ISBN/UID'],
  genres: ['Tags'],
  added: ['Date Added'],
}
