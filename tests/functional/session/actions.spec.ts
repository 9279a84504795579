import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import BookInstance from '#models/book_instance'
import Notice from '#models/notice'
import { toSharedAddress } from '#visitor/list_link'
import { emptyLibrary, listBook } from '#tests/helpers/library'
import { overwriteSessions, removeSessions, sessionRows } from '#tests/helpers/session_rows'
import { Reader } from '#tests/faults/site'
import { SiteProcess } from '#tests/helpers/site_process'
import { ownOrigin } from '#tests/helpers/visitor'

/** How often every action meets every other; without it, those that forget meet every other once. */
const ROUNDS = Number(process.env.ROUNDS ?? 0)
const IN_EVERY_RUN = ['forget everything', 'forget visits', 'remove']

/** What a visitor can do, and which parts of the session that is meant to put and to forget. */
interface Action {
  does: string
  send: (reader: Reader) => Promise<{ status: number }>
  puts?: string[]
  forgets?: string[]
}

type Kept = Record<string, Record<string, never>>

/** A library and a session that holds something of every kind, and every action of the site on it. */
async function furnish(origin: string) {
  const titles = ['Emma', 'Dune', 'Ulysses', 'Emma again', 'Persuasion', 'Middlemarch']
  const books = []
  for (const title of titles) books.push(await listBook(title, { copies: 1 }))
  const [emma, dune, ulysses, again, persuasion, middlemarch] = books.map(({ id }) => id)
  const lend = (id: number, status: string) =>
    BookInstance.query().where('bookId', id).update({ status })

  const reader = new Reader(origin)
  const get = (path: string) => (by: Reader) => by.visit(path)
  const submit =
    (path: string, fields: Record<string, string> = {}) =>
    (by: Reader) =>
      by.visit(path, { method: 'POST', body: new URLSearchParams(fields) })
  const former = await Notice.putUp('Closed on Monday.')
  await lend(emma, 'on_loan')
  for (const send of [
    submit('/acknowledgements', { notice: former.version }),
    submit('/preferences?_method=PATCH', { theme: 'dark', text: 'larger' }),
    get('/'),
    get('/books?q=emma'),
    get('/books?q=dune'),
    get(`/books/${emma}`),
    get(`/books/${dune}`),
    ...[emma, dune, ulysses].map((id) => submit(`/reading-list/${id}`)),
    get('/reading-list'),
    get('/'),
  ]) {
    await send(reader)
  }
  // the home page is to notice that one has come back and that the other has gone
  await lend(emma, 'available')
  await lend(dune, 'on_loan')
  const notice = await Notice.putUp('Open again.')

  const [{ data }] = await sessionRows()
  const start = JSON.parse(data).values

  const actions: Action[] = [
    { does: 'home', send: get('/'), puts: ['visits', 'last_visit'] },
    { does: 'a book again', send: get(`/books/${emma}`), puts: [`recent_books.${emma}`] },
    { does: 'a book', send: get(`/books/${ulysses}`), puts: [`recent_books.${ulysses}`] },
    {
      does: 'a search again',
      send: get('/books?q=emma'),
      puts: ['recent_searches.emma'],
    },
    {
      does: 'a search',
      send: get('/books?q=ulysses'),
      puts: ['recent_searches.ulysses'],
    },
    {
      does: 'a book of a list',
      send: get(`/books/${emma}?q=emma&place=1`),
      puts: [`recent_books.${emma}`],
    },
    { does: 'add', send: submit(`/reading-list/${again}`), puts: [`reading_list.${again}`] },
    {
      does: 'remove',
      send: submit(`/reading-list/${emma}?_method=DELETE`),
      forgets: [`reading_list.${emma}`],
    },
    { does: 'move', send: submit(`/reading-list/${emma}?_method=PATCH`, { direction: 'down' }) },
    { does: 'the list', send: get('/reading-list') },
    {
      does: 'add a list',
      send: submit(toSharedAddress([persuasion, emma, middlemarch])),
      puts: [emma, persuasion, middlemarch].map((id) => `reading_list.${id}`),
    },
    {
      does: 'preferences',
      send: submit('/preferences?_method=PATCH', { theme: 'light', text: 'large' }),
      puts: ['preferences.theme', 'preferences.text'],
    },
    {
      does: 'the usual colours',
      send: submit('/preferences?_method=PATCH', { theme: 'auto' }),
      forgets: ['preferences.theme'],
    },
    {
      does: 'put the notice away',
      send: submit('/acknowledgements', { notice: notice.version }),
      puts: [`notices.${notice.version}`],
      forgets: [`notices.${former.version}`],
    },
    { does: 'the visit', send: get('/visit') },
    {
      does: 'pause books',
      send: submit('/visit/books?_method=PATCH', { paused: '1' }),
      puts: ['books_paused'],
      // of which nothing is taken down if this came first
      forgets: [`recent_books.${ulysses}`],
    },
    {
      does: 'no searches',
      send: submit('/searches?_method=PATCH', { keep: '0' }),
      puts: ['recent_searches_off'],
      forgets: ['recent_searches'],
    },
    {
      does: 'forget searches',
      send: submit('/searches?_method=DELETE'),
      forgets: ['recent_searches'],
    },
    ...[
      ['visits', 'visits', 'last_visit'],
      ['preferences', 'preferences'],
      ['notices', 'notices'],
      ['books', 'recent_books'],
      ['list', 'reading_list'],
    ].map(([kind, ...forgets]) => ({
      does: `forget ${kind}`,
      send: submit(`/visit/${kind}?_method=DELETE`),
      forgets,
    })),
    ...[
      ['searches', 'emma', 'recent_searches.emma'],
      ['books', String(emma), `recent_books.${emma}`],
      ['preferences', 'theme', 'preferences.theme'],
    ].map(([kind, entry, forgotten]) => ({
      does: `forget one of the ${kind}`,
      send: submit(`/visit/${kind}?_method=DELETE`, { entry }),
      forgets: [forgotten],
    })),
    { does: 'forget everything', send: submit('/visit?_method=DELETE'), forgets: [''] },
  ]
  const pages = ['/', `/books/${emma}?q=emma&place=1`, '/books?q=dune', '/visit', '/reading-list']
  return { start, actions, pages: pages.map(get) }
}

/** The parts of a session that can be there or not, by a readable name. */
function partsOf(values: Kept) {
  return Object.entries(values).flatMap(([key, value]) => {
    switch (key) {
      case '__flash__':
      case 'testCookie':
        return []
      case 'recent_searches':
        return Object.values<{ text: string }>(value).map(({ text }) => `${key}.${text}`)
      case 'preferences':
      case 'notices':
      case 'recent_books':
      case 'reading_list':
        return Object.keys(value).map((name) => `${key}.${name}`)
      default:
        return [key]
    }
  })
}

/** What is wrong with the session after both actions, in words; nothing where the contract holds. */
function faultsOf(start: Kept, end: Kept, both: Action[]) {
  const puts = both.flatMap((action) => action.puts ?? [])
  const forgets = both.flatMap((action) => action.forgets ?? [])
  const isForgotten = (part: string) =>
    forgets.some((path) => path === '' || part === path || part.startsWith(`${path}.`))
  const [before, after] = [partsOf(start), partsOf(end)]
  const may = new Set([...before.filter((part) => !isForgotten(part)), ...puts])
  const must = [...may].filter((part) => !isForgotten(part))

  const places = Object.values<{ place?: number }>(end.reading_list ?? {})
  const visits = Number(start.visits) + both.filter(({ does }) => does === 'home').length
  return [
    ...after.filter((part) => !may.has(part)).map((part) => `${part} came back`),
    ...must.filter((part) => !after.includes(part)).map((part) => `${part} is lost`),
    ...(places.every(({ place }) => Number.isInteger(place)) ? [] : ['a book has no place']),
    ...(isForgotten('visits') || Number(end.visits) === visits ? [] : ['a visit is not counted']),
  ]
}

/** The build serves pages several times as fast as the server of the tests does. */
async function startBuild(cleanup: (stop: () => Promise<void>) => void) {
  const site = await SiteProcess.start({ SQLITE_PATH: app.makePath(process.env.SQLITE_PATH!) })
  cleanup(() => site.stop())
  return site.origin
}

/** Each action with each, itself included. */
function pairsOf(actions: Action[]) {
  return actions.flatMap((one, index) => actions.slice(index).map((other) => [one, other]))
}

test.group('Session | every action beside every other', (group) => {
  group.each.setup(emptyLibrary)
  group.each.teardown(() => Notice.takeDown())

  test('leaves a session as the contract says, of which every page can be made', async ({
    assert,
    cleanup,
  }) => {
    const origin = ROUNDS ? await startBuild(cleanup) : ownOrigin()
    const { start, actions, pages } = await furnish(origin)
    await removeSessions()
    const pairs = pairsOf(actions)
    const met = ROUNDS
      ? pairs
      : pairs.filter((pair) => pair.some(({ does }) => IN_EVERY_RUN.includes(does)))
    const faults = new Map<string, number>()
    for (let turn = 0; turn < met.length * (ROUNDS || 1); turn++) {
      const pair = met[turn % met.length]
      const reader = new Reader(origin)
      await reader.visit('/')
      await overwriteSessions({ data: JSON.stringify({ values: start }) })

      const answers = await Promise.all(pair.map(({ send }) => send(reader)))
      const rows = await sessionRows()
      const { values } = JSON.parse(rows.at(0)?.data ?? '{"values":{}}')
      const found = faultsOf(start, values, pair)
      if (rows.length > 1) found.push('there are two sessions')
      // the home page takes the most from a session; of the others, each has its turn with each pair
      const [home, ...others] = pages
      const other = others[(turn + Math.floor(turn / met.length)) % others.length]
      for (const send of [home, other]) answers.push(await send(reader))
      if (answers.some(({ status }) => status >= 400)) found.push('a page is not made')
      for (const fault of found) {
        const name = `${pair.map(({ does }) => does).join(' + ')}: ${fault}`
        faults.set(name, (faults.get(name) ?? 0) + 1)
      }
      await removeSessions()
    }
    assert.deepEqual(Object.fromEntries(faults), {})
  }).timeout((ROUNDS || 1) * 300_000)
})
