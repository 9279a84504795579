import { type Filters, facetsOf } from '#search/engine'
import { LETTER_BY_LETTER } from '#search/folding'
import type { Query, Word } from '#search/query'
import { toSortKey } from '#catalogue/headings'

const MOST_TITLES = 50
const SPLIT = new RegExp(`[${LETTER_BY_LETTER}]`, 'u')

/**
 * The common tables of a statement that finds words: `whole` words in headings,
 * words that headings `begin_with`, whole words `elsewhere`, and the `best` of
 * all these. Each is read only where those before it are not enough, and holds
 * no more than is looked at, so that a common word costs no more than a rare
 * one; that titles which begin with the text are not among those left out,
 * `titled` sees to.
 *
 * All beginnings of one word take longer to gather than the word itself, so it
 * comes first. Of several words it takes long to find what they share, which is
 * done once where the beginnings, whole words among them, are not too many.
 *
 * SQLite prepares a statement anew where a LIMIT is a parameter and nothing
 * else, which takes longer than most searches; hence each is a sum.
 */
export function hitsOf({ words }: Query) {
  const whole = (limit: string) => `
  whole as materialized (
    select rowid as id from search_headings where search_headings match :whole limit ${limit}
  )`
  const beginning = (limit: string) => `
  begin_with as materialized (
    select rowid as id from search_headings where search_headings match :beginning limit ${limit}
  )`
  const headings =
    words.length === 1
      ? [
          whole(':ranks + 1'),
          beginning('iif((select count(*) from whole) > :ranks, 0, :ranks + 1)'),
        ]
      : [
          beginning(':ranks + 1'),
          whole('iif((select count(*) from begin_with) > :ranks, :ranks + 1, 0)'),
        ]
  return `${headings},
  elsewhere as materialized (
    select rowid as id from search_texts where search_texts match :whole
    limit iif(${IS_MORE}, 0, :most)
  ),
  titled as materialized (
    select id from books where sort_key >= :key and sort_key < :key || char(1114111)
    limit iif(${IS_MORE}, :titles, 0)
  ),
  best as materialized (
    select id from (
      select id from titled
      union all
      select id from whole where id not in (select id from titled)
      union all
      select id from begin_with
      where id not in (select id from whole) and id not in (select id from titled)
      union all
      select id from elsewhere
      where id not in (select id from begin_with) and id not in (select id from titled)
    ) limit 0 + :ranks
  )`
}

/** Whether headings have the words more often than is looked at. */
const IS_MORE = 'max((select count(*) from whole), (select count(*) from begin_with)) > :ranks'

/**
 * How many books there are to find, up to `most`. Where `hitsOf` holds only some
 * of them they are counted as they are read, without being held.
 */
export const TOTAL = `max(
  (select count(*) from best),
  case
    when (select count(*) from whole) > :ranks then (
      select count(*) from (
        select rowid from search_texts where search_texts match :whole limit 0 + :most
      )
    )
    when (select count(*) from begin_with) > :ranks then (
      select count(*) from (
        select rowid as id from search_headings where search_headings match :beginning
        union
        select rowid from search_texts where search_texts match :whole
        order by id limit 0 + :most
      )
    )
    else (select count(*) from begin_with) + (
      select count(*) from elsewhere where id not in (select id from begin_with)
    )
  end
)`

/**
 * What `hitsOf` is bound to.
 *
 * @param most How many books are counted, at most.
 * @param ranks How many of them are the best.
 */
export function bindingsOf(
  { query, filters, anyWord }: { query: Query; filters: Filters; anyWord?: boolean },
  most: number,
  ranks: number
) {
  const facets = facetsOf(filters).map((facet) => ` AND "${facet}"`)
  const match = (beginnings: boolean) =>
    `(${matchOf(query.words, beginnings, anyWord)})${facets.join('')}`
  const plain = query.words.every((word) => !word.quoted) && facets.length === 0
  return {
    whole: match(false),
    beginning: match(true),
    key: query.keys[0] ?? '',
    titles: plain && query.keys.length > 0 ? MOST_TITLES : 0,
    most,
    ranks,
  }
}

function matchOf(words: Word[], beginnings: boolean, anyWord = false) {
  return words
    .map(({ forms, quoted }) => {
      const phrases = forms.map((form) => phraseOf(form, beginnings && !quoted))
      return `(${phrases.join(' OR ')})`
    })
    .join(anyWord ? ' OR ' : ' AND ')
}

function phraseOf(form: string[], beginning: boolean) {
  const last = form.at(-1)!
  const open = beginning && last.length > 1 && !SPLIT.test(last)
  return `"${form.join(' ')}"${open ? '*' : ''}`
}

/**
 * SQL that tells how well an entry fits: the title that was typed above all,
 * then words in the title and in authors' names, then how many copies there are.
 */
export function scoreOf({ keys, words }: Query) {
  const bindings: Record<string, string | number> = {}
  const parts = keys.map((key, index) => {
    bindings[`key${index}`] = ` ${key}`
    return `iif(
      title_key >= :key${index} and title_key < :key${index} || char(1114111),
      case
        when length(title_key) = length(:key${index}) + 1 then 52
        when substr(title_key, length(:key${index}) + 1, 1) = ' ' then 12
        else 6 end,
      0
    )`
  })
  const scored = words.flatMap((word) => {
    const split = SPLIT.test(word.text)
    const key = toSortKey(word.forms[0].join(split ? '' : ' '))
    return key ? [{ key, split, weight: Math.min(2, 0.5 + word.text.length / 8) }] : []
  })
  for (const [index, { key, split, weight }] of scored.entries()) {
    bindings[`beginning${index}`] = split ? key : ` ${key}`
    bindings[`whole${index}`] = split ? key : ` ${key} `
    bindings[`weight${index}`] = weight
    parts.push(
      `:weight${index} * case
        when instr(title_key, :whole${index}) or instr(people_key, :whole${index}) then 7
        when instr(title_key, :beginning${index}) or instr(people_key, :beginning${index}) then 4
        else 0 end`
    )
  }
  parts.push('ln(1 + copies) - min(length(title_key) / 20, 3) * 0.5')
  return { sql: parts.join(' + '), bindings }
}
