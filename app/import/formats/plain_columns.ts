import type { Program } from '#import/formats/program'

/** Names that columns have in many programs' tables, and in those that people make themselves. */
export const PLAIN_COLUMNS: Program = {
  title: [
    ...['title', 'book title', 'titel', 'titre', 'titulo', 'título', 'titolo', 'name'],
    ...['book name'],
  ],
  subtitle: ['subtitle', 'book subtitle', 'untertitel'],
  authors: [
    ...['authors', 'author', 'author text', 'author name', 'author names', 'authors name'],
    ...['book author', 'creator', 'creators', 'autor', 'auteur', 'by', 'writer'],
  ],
  author_sort: ['author last first', 'author sort', 'authors lf', 'author sort name'],
  summary: ['summary', 'description', 'synopsis', 'blurb', 'abstract', 'annotation'],
  isbn: ['isbn 13', 'isbn', 'isbn 10', 'book isbn', 'ean'],
  year: [
    ...['year published', 'year of publication', 'publication year', 'year', 'pub year', 'jahr'],
    ...['date published', 'publication date', 'publish date', 'published date', 'published'],
  ],
  publisher: ['publisher', 'publishers', 'publisher name', 'verlag', 'editeur'],
  language: ['language code', 'language', 'languages', 'lang', 'sprache', 'langue'],
  genres: ['genres', 'genre', 'categories', 'subjects', 'tags'],
  quantity: ['quantity', 'copies', 'number of copies', 'copy count'],
  status: ['copy status', 'availability', 'status'],
  imprint: ['imprint'],
  added: ['date added', 'added', 'added on', 'created at'],
}
