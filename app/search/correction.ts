import { MOST_LIKE } from '#search/bounds'
import { dialect } from '#search/dialect'
import { LAST_LETTER } from '#search/matching'
import { type ParsedQuery, replaceWords } from '#search/query'
import { deletesOf, editDistance, longestDistance, SHORTEST_CORRECTED } from '#search/spelling'

const ALTERNATIVES = 3
const MOST_TRIED = 6
const BEGINNING = 4

interface Term {
  term: string
  /** How many books have it in a heading. */
  books: number
}

/** Queries that may have been meant, the likeliest first, with other words for unknown ones. */
export async function correctionsOf(query: ParsedQuery, found: boolean) {
  const typed = query.words.filter(({ quoted }) => !quoted).map(({ text }) => text)
  if (query.isbn || typed.length === 0) return []
  const terms = await knownTerms(typed)
  const known = new Set(terms.map(({ term }) => term))
  const doubtful = typed.filter((word) => !known.has(word) && word.length >= SHORTEST_CORRECTED)
  if (found && doubtful.length === 0) return []
  const words = doubtful.length ? doubtful : typed
  const meant = await Promise.all(words.map((word) => alternativesTo(word)))

  const all = new Map<string, string>()
  for (const [index, word] of words.entries()) {
    if (meant[index][0]) all.set(word, meant[index][0])
  }
  const tried: Map<string, string>[] = doubtful.length && all.size ? [all] : []
  for (const [index, word] of words.entries()) {
    for (const other of meant[index]) {
      tried.push(new Map(doubtful.length ? [...all, [word, other]] : [[word, other]]))
    }
  }
  const joined = typed.slice(1).map(
    (word, index) =>
      new Map([
        [typed[index], ''],
        [word, typed[index] + word],
      ])
  )
  const queries = [...tried, ...joined].map((replacements) => replaceWords(query, replacements))
  const distinct = new Map(queries.map((each) => [each.text, each]))
  distinct.delete(query.text)
  return [...distinct.values()].slice(0, MOST_TRIED)
}

/** Words of headings that the typed one may stand for; two words where it is two run together. */
async function alternativesTo(word: string) {
  const beginning = word.length > BEGINNING ? word.slice(0, BEGINNING) : word
  const like = await termsLike(deletesOf(word), beginning)
  const near = like
    .filter(({ term }) => term !== word)
    .map(({ term, books }) => ({ term, cost: editDistance(word, term), books }))
    .filter(({ cost }) => cost <= longestDistance(word))
    .map(({ term, cost, books }) => ({ term, cost: cost - Math.log10(1 + books) / 10 }))
  const halves = await halvesOf(word)
  return [...near, ...halves]
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, ALTERNATIVES)
    .map(({ term }) => term)
}

async function halvesOf(word: string) {
  const letters = Array.from(word).slice(0, 24)
  const cuts = letters.slice(3, -2).map((_, index) => index + 3)
  const pairs = cuts.map((cut) => [letters.slice(0, cut).join(''), letters.slice(cut).join('')])
  const known = new Map<string, Term>()
  for (const term of await knownTerms(pairs.flat())) known.set(term.term, term)
  return pairs
    .filter((pair) => pair.every((half) => known.has(half)))
    .map((pair) => ({
      term: pair.join(' '),
      cost: 0.9 - Math.log10(Math.min(...pair.map((half) => known.get(half)!.books))) / 10,
    }))
}

function knownTerms(words: string[]) {
  return dialect.ask<Term>(
    `select term, books from search_terms
     where books > 0 and term in (${dialect.textsIn(':words')})`,
    { words: JSON.stringify(words) }
  )
}

/** Words of headings that share one of the misspellings, or begin in this way. */
function termsLike(misspellings: string[], beginning: string) {
  return dialect.ask<Term>(
    `select distinct term, books from search_misspellings join search_terms using (term)
     where books > 0 and misspelling in (${dialect.textsIn(':misspellings')})
     union
     select * from (
       select term, books from search_terms
       where term >= :beginning and term < :until and books > 0
       order by term limit ${MOST_LIKE}
     ) as begun`,
    {
      misspellings: JSON.stringify(misspellings),
      beginning,
      until: beginning + LAST_LETTER,
    }
  )
}
