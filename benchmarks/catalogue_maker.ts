import { promisify } from 'node:util'
import sqlite3 from 'sqlite3'
import { toMatchKey, toNameKey, toSortKey, toSortTitle } from '#catalogue/headings'
import { GIVEN, seeded, Words, zipf } from './catalogue_words.js'

const BATCH = 5_000
const DAY = 86_400_000
const LANGUAGES = { en: 'English', fr: 'French', de: 'German', es: 'Spanish', it: 'Italian' }
const STATUSES = ['available', 'available', 'available', 'on_loan', 'maintenance', 'reserved']

/** Fills a database that was set up, and is empty, with `books` books of three copies each, not yet indexed. */
export async function makeCatalogue(filename: string, books: number) {
  const random = seeded(books)
  const words = new Words(Math.max(2_000, Math.min(120_000, books)), random)
  const authors = Math.ceil(books / 4)
  const genres = Math.min(400, Math.max(40, Math.ceil(books / 500)))
  const draw = { author: () => Math.floor(authors * random() ** 1.5), genre: zipf(genres, random) }
  const database = new sqlite3.Database(filename)
  const exec = promisify(database.exec.bind(database))
  const put = (sql: string, rows: unknown[]) =>
    new Promise<void>((resolve, reject) =>
      database.run(sql, JSON.stringify(rows), (error) => (error ? reject(error) : resolve()))
    )
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  const pick = <T>(list: T[]) => list[Math.floor(random() * list.length)]
  const day = (back: number) =>
    new Date(Date.UTC(2026, 0, 1) - back * DAY).toISOString().slice(0, 10)

  await exec(
    `pragma journal_mode = wal;
     pragma synchronous = off;
     pragma cache_size = -262144;
     begin`
  )
  await put(
    `insert into languages select value ->> 0, value ->> 1, lower(value ->> 1) from json_each(?)`,
    Object.entries(LANGUAGES)
  )
  await put(
    `insert into genres (id, name, name_key) select key + 1, value, lower(value) from json_each(?)`,
    Array.from({ length: genres }, (_, index) =>
      capital(`${words.list[index]} ${words.list[index * 7 + 3]}`)
    )
  )
  for (let from = 0; from < authors; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, authors - from) }, (_, index) => {
      const family = capital(words.list[Math.floor(random() * words.list.length)])
      const name = `${pick(GIVEN)} ${capital(words.list[(from + index) % words.list.length])} ${family}`
      const sortName = `${family}, ${name.slice(0, -family.length - 1)}`
      return [
        from + index + 1,
        name,
        `${toNameKey(name)} ${from + index}`,
        sortName,
        toSortKey(sortName),
      ]
    })
    await put(
      `insert into authors (id, name, name_key, sort_name, sort_key, created_at, updated_at)
       select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, '2026-01-01', '2026-01-01'
       from json_each(?)`,
      rows
    )
  }
  await exec('commit')

  for (let from = 0; from < books; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, books - from) }, (_, index) => {
      const id = from + index + 1
      const title = capital(words.text(1 + Math.floor(random() * 5)))
      const sortTitle = toSortTitle(title)
      return {
        id,
        title,
        sortTitle,
        sortKey: toSortKey(sortTitle),
        matchKey: toMatchKey(title, null, []),
        summary: `${capital(words.text(8 + Math.floor(random() * 20)))}.`,
        isbn: random() < 0.8 ? isbn(id) : null,
        year: 2025 - Math.floor(random() ** 3 * 150),
        language: random() < 0.7 ? 'en' : pick(Object.keys(LANGUAGES)),
        added: `${day(Math.floor(random() * 3000))} ${String(id % 24).padStart(2, '0')}:00:00`,
        authors: [...new Set(random() < 0.8 ? [draw.author()] : [draw.author(), draw.author()])],
        genres: [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, draw.genre))],
        copies: [1, 2, 3].map(() => [pick(STATUSES), crypto.randomUUID()]),
      }
    })
    await exec('begin')
    await put(
      `insert into books (id, title, sort_title, sort_key, match_key, summary, isbn, year, language_code, created_at, updated_at)
       select value ->> 'id', value ->> 'title', value ->> 'sortTitle', value ->> 'sortKey', value ->> 'matchKey',
         value ->> 'summary', value ->> 'isbn', value ->> 'year', value ->> 'language', value ->> 'added', value ->> 'added'
       from json_each(?)`,
      rows
    )
    await put(
      `insert into book_authors (book_id, author_id, position)
       select book.value ->> 'id', author.value + 1, author.key
       from json_each(?) as book, json_each(book.value, '$.authors') as author`,
      rows
    )
    await put(
      `insert into book_genres (book_id, genre_id)
       select book.value ->> 'id', genre.value + 1
       from json_each(?) as book, json_each(book.value, '$.genres') as genre`,
      rows
    )
    await put(
      `insert into book_instances (id, book_id, code, imprint, status, due_back, created_at, updated_at)
       select copy.value ->> 1, book.value ->> 'id', 3 * (book.value ->> 'id') - copy.key, 'Bench Press, ' || (book.value ->> 'year'), copy.value ->> 0,
         iif(copy.value ->> 0 = 'on_loan', '2026-06-15', null), '2026-01-01', '2026-01-01'
       from json_each(?) as book, json_each(book.value, '$.copies') as copy`,
      rows
    )
    await exec('commit')
  }
  await exec(`update record_counts set count = ${3 * books} where name = 'codes'`)
  await exec('pragma wal_checkpoint(truncate)')
  await promisify(database.close.bind(database))()
}

/** A valid ISBN-13, another for each number below a thousand million. */
export function isbn(number: number) {
  const digits = `978${String(number).padStart(9, '0')}`
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
