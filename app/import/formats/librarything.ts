import type { Program } from '#import/formats/program'

/** Its lists are separated by tabs, or JSON, which has other names. */
export const libraryThing: Program = {
  title: ['Title'],
  authors: ['authors fl', 'Primary Author'],
  author_sort: ['authors lf'],
  more_authors: ['Secondary Author'],
  summary: ['Summary'],
  isbn: ['ISBN', 'originalisbn', 'ISBNs', 'ean'],
  year: ['Date', 'Publication'],
  // "Gallimard (1979), Poche"
  publisher: [['Publication', (cell) => cell.replace(/\s*\(\d{4}\).*$/, '')]],
  language: ['language_codeA', 'language', 'Languages'],
  genres: ['Subjects', 'Tags'],
  quantity: ['Copies'],
  added: ['Entry Date'],
}

/** Where others have a summary, it writes "Title by Author (Year)". */
export function isCitation(summary: string, title: string) {
  return summary.startsWith(`${title} by `)
}
