import type { Program } from '#import/formats/program'

export const openReads: Program = {
  title: ['title'],
  subtitle: ['subtitle'],
  authors: ['author'],
  summary: ['description'],
  isbn: ['isbn'],
  year: ['publication_year'],
  genres: ['tags'],
  added: ['date_added'],
}
