export const inHeadings = (binding: string) =>
  `select book_id as id from search_entries where headings @@ cast(${binding} as tsquery)`

const MOST_IN_HEADINGS = 'greatest((select count(*) from whole), (select count(*) from begin_with))'

/** Each table stops at a number of books, so that a common word costs no more than it must. */
export const hits = () => `
  whole as materialized (${inHeadings(':whole')} limit :most),
  begin_with as materialized (
    ${inHeadings(':beginning')}
    limit case when (select count(*) from whole) >= :ranks then 0 else cast(:most as integer) end
  ),
  elsewhere as materialized (
    select book_id as id from search_entries where texts @@ cast(:whole as tsquery)
    limit case when ${MOST_IN_HEADINGS} >= :most then 0 else cast(:most as integer) end
  ),
  titled as materialized (
    select id from books where sort_key >= :key and sort_key < :until
    limit case when ${MOST_IN_HEADINGS} > :ranks then cast(:titles as integer) else 0 end
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

export const TOTAL = `greatest(
  (select count(*) from whole), (select count(*) from hits), (select count(*) from best)
)::integer`
