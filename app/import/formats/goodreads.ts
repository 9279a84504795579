import type { Program } from '#import/formats/program'

export const goodreads: Program = {
  title: ['Title'],
  authors: ['Author'],
  author_sort: ['Author l-f'],
  more_authors: ['Additional Authors'],
  isbn: ['ISBN13', 'ISBN'],
  year: ['Year Published', 'Original Publication Year'],
  publisher: ['Publisher'],
  // It writes 0 where nobody was asked
  quantity: [['Owned Copies', (cell) => (cell.trim() === '0' ? '' : cell)]],
  added: ['Date Added'],
}

const SERIES = /^(.*\S)\s+\(([^()]*#\s?\d[^()]*)\)$/

/** "The Tombs of Atuan (Earthsea Cycle, #2)" has its series there where others have a subtitle. */
export function splitSeries(title: string) {
  const [, name, series] = title.match(SERIES) ?? []
  return name ? { title: name, subtitle: series } : { title, subtitle: null }
}
