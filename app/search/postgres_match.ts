import { type Filters, facetsOf } from '#search/engine'
import { LETTER_BY_LETTER } from '#search/folding'
import type { Query, Word } from '#search/query'
import { toSortKey } from '#catalogue/headings'

const MOST_TITLES = 50
const SPLIT = new RegExp(`[${LETTER_BY_LETTER}]`, 'u')

interface Match {
  query: Query
  filters: Filters
  anyWord?: boolean
}

/**
 * The common tables of a statement that finds words: `whole` words in headings,
 * words that headings `begin_with`, whole words `elsewhere`, and the `best` of
 * all these. Each stops at a number of books, so that a common word costs no
 * more than it must; that titles which begin with the text are not among those
 * left out, `titled` sees to.
 */
export function hitsOf({ filters }: Pick<Match, 'filters'>) {
  const narrowed = facetsOf(filters).length > 0 ? 'and facets @> cast(:facets as text[])' : ''
  return `
  whole as materialized (
    select book_id as id from search_entries
    where headings @@ cast(:whole as tsquery) ${narrowed} limit :most
  ),
  begin_with as materialized (
    select book_id as id from search_entries
    where headings @@ cast(:beginning as tsquery) ${narrowed}
    limit case when (select count(*) from whole) >= :ranks then 0 else cast(:most as integer) end
  ),
  elsewhere as materialized (
    select book_id as id from search_entries
    where texts @@ cast(:whole as tsquery) ${narrowed}
    limit case when greatest((select count(*) from whole), (select count(*) from begin_with)) >= :most
      then 0 else cast(:most as integer) end
  ),
  titled as materialized (
    select id from books
    where sort_key >= :key and sort_key < :key || chr(1114111)
    limit case when greatest((select count(*) from whole), (select count(*) from begin_with)) > :ranks
      then cast(:titles as integer) else 0 end
  ),
  hits as materialized (
    select id from begin_with union select id from elsewhere
  ),
  best as materialized (
    select id from (
      select id, min(rank) as rank from (
        select id, 1 as rank from titled
        union all select id, 2 from whole
        union all select id, 3 from begin_with
        union all select id, 4 from hits
      ) as ranks group by id
    ) as places order by rank, id limit :ranks
  )`
}

/** How many books `hitsOf` found. */
export const TOTAL = `greatest(
  (select count(*) from whole), (select count(*) from hits), (select count(*) from best)
)::integer`

/**
 * What `hitsOf` is bound to.
 *
 * @param most How many books are counted, at most.
 * @param ranks How many of them are the best.
 */
export function bindingsOf({ query, filters, anyWord }: Match, most: number, ranks: number) {
  const facets = facetsOf(filters)
  const plain = query.words.every((word) => !word.quoted) && facets.length === 0
  return {
    whole: matchOf(query.words, false, anyWord),
    beginning: matchOf(query.words, true, anyWord),
    facets: arrayOf(facets),
    key: query.keys[0] ?? '',
    titles: plain && query.keys.length > 0 ? MOST_TITLES : 0,
    most,
    ranks,
  }
}

/** The facets as a text that PostgreSQL reads as an array. */
export function arrayOf(facets: string[]) {
  return `{${facets.map((facet) => JSON.stringify(facet)).join(',')}}`
}

function matchOf(words: Word[], beginnings: boolean, anyWord = false) {
  return words
    .map(({ forms, quoted }) => {
      const phrases = forms.map((form) => phraseOf(form, beginnings && !quoted))
      return `(${phrases.join(' | ')})`
    })
    .join(anyWord ? ' | ' : ' & ')
}

function phraseOf(form: string[], beginning: boolean) {
  const last = form.at(-1)!
  const open = beginning && last.length > 1 && !SPLIT.test(last)
  return `(${form.map((word) => `'${word}'`).join(' <-> ')}${open ? ':*' : ''})`
}

/**
 * SQL that tells how well an entry fits: the title that was typed above all,
 * then words in the title and in authors' names, then how many copies there are.
 */
export function scoreOf({ keys, words }: Query) {
  const bindings: Record<string, string> = {}
  const parts = keys.map((key, index) => {
    bindings[`key${index}`] = ` ${key}`
    return `case
      when not starts_with(title_key, :key${index}) then 0
      when length(title_key) = length(:key${index}) + 1 then 52
      when substr(title_key, length(:key${index}) + 1, 1) = ' ' then 12
      else 6 end`
  })
  for (const [index, word] of words.entries()) {
    const split = SPLIT.test(word.text)
    const key = toSortKey(word.forms[0].join(split ? '' : ' '))
    if (!key) continue
    bindings[`beginning${index}`] = split ? key : ` ${key}`
    bindings[`whole${index}`] = split ? key : ` ${key} `
    const weight = Math.min(2, 0.5 + word.text.length / 8)
    parts.push(
      `${weight} * case
        when strpos(title_key, :whole${index}) > 0 or strpos(people_key, :whole${index}) > 0 then 7
        when strpos(title_key, :beginning${index}) > 0 or strpos(people_key, :beginning${index}) > 0 then 4
        else 0 end`
    )
  }
  parts.push('ln(1 + copies) - least(length(title_key) / 20, 3) * 0.5')
  return { sql: parts.join(' + '), bindings }
}
