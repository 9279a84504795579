import { MOST_TITLES } from '#search/bounds'
import { dialect } from '#search/dialect'
import type { BookQuery } from '#search/engine'
import { facetsOf } from '#search/filters'
import { isReadByLetter } from '#search/folding'
import { stemOf } from '#search/stems'
import type { ParsedQuery, Word } from '#search/query'

/** A text with this behind it sorts after every text that begins with it. */
export const LAST_LETTER = '\u{10ffff}'

/** Values of the statement that finds words: `most` books are counted, `ranks` are looked at. */
export function bindingsOf(
  { query, filters, anyWord }: Pick<BookQuery, 'filters' | 'anyWord'> & { query: ParsedQuery },
  most: number,
  ranks: number
) {
  const facets = facetsOf(filters)
  const isPlain = query.words.every((word) => !word.quoted) && facets.length === 0
  const [key] = query.keys
  const match = (beginnings: boolean) => {
    const words = query.words.map((word) => matchOfWord(word, beginnings))
    const matched = `(${words.join(anyWord ? dialect.or : dialect.and)})`
    return facets.length > 0 ? matched + dialect.and + matchOfFacets(facets) : matched
  }
  return {
    whole: match(false),
    beginning: match(true),
    key: key ?? '',
    until: (key ?? '') + LAST_LETTER,
    titles: isPlain && key ? MOST_TITLES : 0,
    most,
    ranks,
  }
}

function matchOfWord({ forms, quoted }: Word, beginnings: boolean) {
  const phrases = forms.map((form) => {
    const last = form.at(-1)!
    const isBeginning = beginnings && !quoted && last.length > 1 && !isReadByLetter(last)
    return dialect.phrase(form, isBeginning)
  })
  const [[word, ...more]] = forms
  const stems = beginnings && !quoted && more.length === 0 ? stemOf(word) : []
  return `(${[...phrases, ...stems.map((stem) => dialect.phrase([stem], false))].join(dialect.or)})`
}

export function matchOfFacets(facets: string[], by = dialect.and) {
  return facets.map((facet) => dialect.phrase([facet], false)).join(by)
}

export function hasFacet(binding: string) {
  return `${dialect.position}(' ' || facets || ' ', ${binding}) > 0`
}
