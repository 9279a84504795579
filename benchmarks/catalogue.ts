import { parseArgs } from 'node:util'
import { catalogueOf, type Rows, rowsOf } from './catalogue_data.js'
import { measureImport } from './catalogue_import.js'
import { queriesFor } from './catalogue_queries.js'
import { build, Site } from './site.js'

const SMALL = 10_000
const WARM = 20
const ROUNDS = 100
const PAGE = 20

interface Subject {
  books: number
  site: Site
  rows: Rows
}

/**
 * Measures the import of a catalogue, then its pages, searches and suggestions
 * against those of a small one. Takes `--books N`, `--fresh` to make the
 * catalogues anew, `--built` where the build is current, and `--only` with
 * `import`, `pages`, `searches` or `like`.
 */
export async function run(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      books: { type: 'string', default: String(SMALL) },
      fresh: { type: 'boolean', default: false },
      built: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  })
  const books = Number(values.books)
  if (!Number.isInteger(books) || books < 1000) throw new Error('--books takes a number from 1000')

  if (!values.built) build()
  const wants = (name: string) => [undefined, name].includes(values.only)
  if (wants('import')) await measureImport(books)
  if (values.only !== 'import') await compareSizes(books, values.fresh, wants)
}

async function compareSizes(books: number, fresh: boolean, wants: (name: string) => boolean) {
  const sizes = [...new Set([SMALL, books])]
  const subjects: Subject[] = []
  for (const size of sizes) await catalogueOf(size, fresh)
  try {
    for (const size of sizes) {
      const filename = await catalogueOf(size, false)
      subjects.push({
        books: size,
        site: await Site.start(filename),
        rows: rowsOf(filename),
      })
    }
    if (wants('pages')) print('Median, ms', subjects, await pages(subjects))
    if (wants('searches')) print('95th percentile, ms', subjects, await searches(subjects))
    if (wants('like')) print('Plain LIKE, median of 10, ms', subjects, await plainLike(subjects))
  } finally {
    for (const { site } of subjects) await site.stop()
  }
}

async function pages(subjects: Subject[]) {
  const measured: [string, number[]][] = []
  const bookIds = subjects.map(({ books }) => Math.floor(books / 2))
  const paths: [string, (books: number, index: number) => string][] = [
    ['index', () => '/'],
    ['book', (_, index) => `/books/${bookIds[index]}`],
    ['author', (books) => `/authors/${Math.ceil(books / 130)}`],
    ...['title', 'author', 'newest', 'year'].flatMap((sort): typeof paths => [
      [`books by ${sort}, first`, () => `/books?sort=${sort}`],
      [`books by ${sort}, last`, (books) => `/books?sort=${sort}&page=${Math.ceil(books / PAGE)}`],
    ]),
    ['books by title, middle', (books) => `/books?page=${Math.ceil(books / PAGE / 2)}`],
    ['genre', () => '/genres/5'],
  ]
  for (const [name, pathOf] of paths) {
    const times = subjects.map((): number[] => [])
    for (let round = 0; round < WARM + ROUNDS; round++) {
      for (const [index, { books, site }] of subjects.entries()) {
        const time = await site.time(pathOf(books, index))
        if (round >= WARM) times[index].push(time)
      }
    }
    measured.push([name, times.map((list) => quantile(list, 0.5))])
  }
  return measured
}

async function searches(subjects: Subject[]) {
  const names = ['rare', 'common', 'two words', 'three letters', 'misspelt'] as const
  const measured = new Map<string, number[][]>()
  for (const [index, { site, rows }] of subjects.entries()) {
    const queries = await queriesFor(rows)
    for (let round = 0; round < 2; round++) {
      for (const name of names) {
        for (const query of queries[name]) {
          const asked = `q=${encodeURIComponent(query)}`
          // What was asked before is remembered: the round that warms asks in another way
          const [page, typed] =
            round === 0 ? [`${asked}&per_page=10`, `${asked}%20`] : [asked, asked]
          const times = [
            [name, await site.time(`/books?${page}`)],
            [`suggestions, ${name}`, await site.time(`/books/suggestions?${typed}`)],
          ] as const
          if (round === 0) continue
          for (const [kind, time] of times) {
            const all = kind.startsWith('suggestions') ? 'all suggestions' : 'all searches'
            for (const key of [kind, all]) {
              const lists = measured.get(key) ?? subjects.map(() => [])
              lists[index].push(time)
              measured.set(key, lists)
            }
          }
        }
      }
    }
  }
  return [...measured].map(([name, lists]): [string, number[]] => [
    name,
    lists.map((list) => quantile(list, 0.95)),
  ])
}

/** What a simple site does: look for the words anywhere in titles and names, count them all. */
async function plainLike(subjects: Subject[]) {
  const times = subjects.map((): number[] => [])
  for (const [index, { rows }] of subjects.entries()) {
    const { rare, common } = await queriesFor(rows)
    for (const query of [...rare.slice(0, 5), ...common.slice(0, 5)]) {
      const started = performance.now()
      const found = `from books
        left join book_authors on book_id = books.id left join authors on authors.id = author_id
        where title like ?1 or summary like ?1 or name like ?1`
      await rows(`select count(distinct books.id) ${found}`, [`%${query}%`])
      await rows(`select distinct books.id, title ${found} order by title limit 20`, [`%${query}%`])
      times[index].push(performance.now() - started)
    }
  }
  return [['search', times.map((list) => quantile(list, 0.5))]] as [string, number[]][]
}

function quantile(list: number[], share: number) {
  return list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))]
}

function print(heading: string, subjects: Subject[], measured: [string, number[]][]) {
  const number = new Intl.NumberFormat('en')
  console.log(
    `\n| ${[heading, ...subjects.map(({ books }) => `${number.format(books)} books`), 'ratio'].join(' | ')} |`
  )
  console.log(`| --- | ${[...subjects, ''].map(() => '---:').join(' | ')} |`)
  for (const [name, times] of measured) {
    const ratio = (times.at(-1)! / times[0]).toFixed(2)
    console.log(`| ${[name, ...times.map((time) => time.toFixed(1)), ratio].join(' | ')} |`)
  }
}
