import type { Program } from '#import/formats/program'

export const calibre: Program = {
  title: ['title'],
  authors: ['authors'],
  author_sort: ['author_sort'],
  summary: ['comments'],
  isbn: ['isbn', 'identifiers'],
  year: ['pubdate'],
  publisher: ['publisher'],
  language: ['languages'],
  genres: ['tags'],
  added: ['timestamp'],
}
