import type { ParsedQuery } from '#search/query'

/**
 * Each table is read only where those before it are not enough, and holds no more than is looked
 * at, so that a common word costs no more than a rare one. All beginnings of one word take longer
 * to gather than the word itself, so it comes first. What several words share takes long to find,
 * so it is done once where the beginnings, whole words among them, are not too many.
 * SQLite prepares a statement anew where a LIMIT is nothing but a parameter, which takes longer
 * than most searches; hence each is a sum.
 */
export function hits({ words }: ParsedQuery) {
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
    select id from books where sort_key >= :key and sort_key < :until
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

/** Where `best` holds only some books, they are counted as they are read, without being held. */
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
