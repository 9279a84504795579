import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { catalogueOf, rowsOf } from './catalogue_data.js'
import { ace, build, startSite } from './site.js'
import { type Addresses, addressesOf, Readers } from './speed/readers.js'

const BARE = 'build/benchmarks/speed/bare_server.js'

interface Measured {
  perSecond: number
  p99: number
}

interface Site {
  readers: Readers
  addresses: Addresses
}

/**
 * Measures the kinds of pages against a bare server, in turn: as browsers ask for
 * them, then with reading lists, with a catalogue that changes, and with a million
 * books. Takes `--rounds N`, `--seconds N`, `--million N` for another number than
 * a million (0 for none), `--fresh` to make the catalogues anew and `--built` where the
 * build is current.
 */
export async function run(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      million: { type: 'string', default: '1000000' },
      fresh: { type: 'boolean', default: false },
      built: { type: 'boolean', default: false },
    },
  })
  if (!values.built) build()
  const folder = mkdtempSync(join(tmpdir(), 'speed-'))
  const times = { rounds: Number(values.rounds), seconds: Number(values.seconds) }
  try {
    const copy = async (books: number, name: string) => {
      const file = join(folder, name)
      copyFileSync(await catalogueOf(books, values.fresh), file)
      // An older version may have made it
      ace(['library:setup'], { SQLITE_PATH: file, DEMO_CATALOGUE: 'false' })
      return file
    }
    const bare = await startSite(await copy(10_000, 'bare'), {}, BARE)
    try {
      const bareReaders = await Readers.of(bare.origin)
      await measureSite(await copy(10_000, 'small'), bareReaders, times, 'changes')
      if (values.million !== '0') {
        await measureSite(await copy(Number(values.million), 'large'), bareReaders, times)
      }
    } finally {
      await bare.stop()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measureSite(file: string, bare: Readers, times: Times, changes?: string) {
  const server = await startSite(file)
  const rows = rowsOf(file)
  try {
    const addresses = await addressesOf(rows)
    const site = { readers: await Readers.of(server.origin), addresses }
    const [{ books }] = await rows('select count(*) as books from books')
    await print(`${Number(books).toLocaleString('en')} books`, site, bare, times)
    if (changes) {
      await site.readers.keepBooks(addresses.books)
      await print('one reader in five keeps ten books', site, bare, times)
      await whileChanging(file, addresses.books, () =>
        print('and the catalogue changes once a second', site, bare, times)
      )
    }
    console.log(`\nMemory: ${await server.memory()} MB`)
  } finally {
    await server.stop()
  }
}

interface Times {
  rounds: number
  seconds: number
}

async function print(title: string, { readers, addresses }: Site, bare: Readers, times: Times) {
  const kinds = Object.entries(addresses)
  const measured = new Map<string, Measured[]>()
  const measure = async (name: string, of: Readers, paths: string[], seconds = times.seconds) => {
    const result = await of.ask(paths, seconds)
    measured.set(name, [...(measured.get(name) ?? []), result])
  }
  for (const [, paths] of kinds) await readers.ask(paths, times.seconds)
  for (let round = 0; round < times.rounds; round++) {
    await measure('bare', bare, ['/'])
    for (const [kind, paths] of kinds) await measure(kind, readers, paths)
  }
  const middle = (name: string, of: keyof Measured) => {
    const all = measured.get(name)!.map((result) => result[of])
    return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)]
  }
  console.log(`\n| ${title} | requests/s | of the bare server | 99 % answered within |`)
  console.log('| --- | ---: | ---: | ---: |')
  for (const name of ['bare', ...Object.keys(addresses)]) {
    const rate = middle(name, 'perSecond')
    const ratio = (rate / middle('bare', 'perSecond')).toFixed(3)
    console.log(`| ${name} | ${Math.round(rate)} | ${ratio} | ${middle(name, 'p99')} ms |`)
  }
}

/** Lends a book that is often asked for, or takes it back, once a second, as another program does. */
async function whileChanging(file: string, addresses: string[], work: () => Promise<void>) {
  const rows = rowsOf(file)
  let changes = 0
  let failure: unknown
  const lend = async () => {
    const book = Number(addresses[changes++ % addresses.length].split('/').at(-1))
    await rows(
      `update book_instances set status = iif(status = 'available', 'on_loan', 'available'),
         due_back = iif(status = 'available', '2030-01-01', null)
       where id = (select id from book_instances where book_id = ? limit 1)`,
      [book]
    )
  }
  await rows('pragma busy_timeout = 5000')
  const timer = setInterval(() => lend().catch((error) => (failure = error)), 1000)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  if (failure) throw failure
  console.log(`\n${changes} changes`)
}
