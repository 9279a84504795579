import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'csv-stringify/sync'
import { rowsOf } from './catalogue_data.js'
import { isbn } from './catalogue_maker.js'
import { GIVEN, seeded, Words, zipf } from './catalogue_words.js'
import { ace, settingsOf } from './site.js'

const FOLDER = resolve('tmp/bench')
const PORT = 3392
const LINES_AT_ONCE = 5_000
const LOOK_EVERY = 500
const COLUMNS = 'title,author,isbn,publisher,year,language,genres,summary'
const LANGUAGES = ['English', 'English', 'English', 'French', 'German', 'Spanish']

/**
 * Measures `library:import` of a file of so many books into an empty library:
 * how fast it begins and ends, what memory it takes, and how long the `sqlite3`
 * program needs to import the same file into one plain table.
 */
export async function measureImport(rows: number) {
  mkdirSync(FOLDER, { recursive: true })
  const csv = await writeBooks(rows)
  const plain = timePlainImport(csv)
  const { moments, peak, seconds } = await watchImport(csv)
  const tenth = rows / 10
  const first = speedBetween(moments, 0, tenth)
  const last = speedBetween(moments, rows - tenth, rows)
  const perSecond = rows / seconds

  const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
  console.log(`\n| library:import of ${number.format(rows)} rows | |\n| --- | ---: |`)
  console.log(`| rows per second, all told | ${number.format(perSecond)} |`)
  console.log(`| rows per second in the first tenth | ${number.format(first)} |`)
  console.log(`| rows per second in the last tenth | ${number.format(last)} |`)
  console.log(`| last tenth in proportion to the first | ${(last / first).toFixed(2)} |`)
  console.log(`| rows per second of sqlite3's .import | ${number.format(rows / plain)} |`)
  console.log(`| .import in proportion to library:import | ${(seconds / plain).toFixed(1)} |`)
  console.log(`| most memory, MB | ${number.format(peak)} |`)
}

async function writeBooks(rows: number) {
  const path = resolve(FOLDER, `books-${rows}.csv`)
  if (existsSync(path)) return path

  const random = seeded(rows)
  const words = new Words(Math.max(2_000, Math.min(120_000, rows)), random)
  const authors = Math.ceil(rows / 4)
  const genre = zipf(Math.min(400, Math.max(40, Math.ceil(rows / 500))), random)
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  const nameOf = (number: number) =>
    [
      GIVEN[number % GIVEN.length],
      capital(words.list[number % words.list.length]),
      capital(words.list[(number * 7919) % words.list.length]),
    ].join(' ')
  const out = createWriteStream(path)
  out.write(`${COLUMNS}\n`)
  for (let from = 0; from < rows; from += LINES_AT_ONCE) {
    const lines = Array.from({ length: Math.min(LINES_AT_ONCE, rows - from) }, (_, index) => [
      capital(words.text(1 + Math.floor(random() * 5))),
      nameOf(Math.floor(authors * random() ** 1.5)),
      random() < 0.8 ? isbn(from + index + 1) : '',
      capital(words.text(2)),
      2025 - Math.floor(random() ** 3 * 150),
      LANGUAGES[Math.floor(random() * LANGUAGES.length)],
      [...new Set([genre(), genre()])]
        .map((one) => capital(`${words.list[one]} ${words.list[one * 7 + 3]}`))
        .join('; '),
      `${capital(words.text(8 + Math.floor(random() * 20)))}.`,
    ])
    if (!out.write(stringify(lines))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return path
}

function timePlainImport(csv: string) {
  const filename = resolve(FOLDER, 'plain.sqlite3')
  rmSync(filename, { force: true })
  const started = performance.now()
  const { status, stderr } = spawnSync('sqlite3', [filename, '-csv', `.import ${csv} books`], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`sqlite3 could not import ${csv}: ${stderr}`)
  const seconds = (performance.now() - started) / 1000
  rmSync(filename)
  return seconds
}

interface Moment {
  seconds: number
  books: number
}

async function watchImport(csv: string) {
  const filename = resolve(FOLDER, 'import.sqlite3')
  for (const part of ['', '-wal', '-shm']) rmSync(filename + part, { force: true })
  ace(['migration:run', '--force', '--no-schema-generate'], { SQLITE_PATH: filename })
  const rows = rowsOf(filename)

  const command = spawn(process.execPath, ['ace.js', 'library:import', csv, '--json'], {
    cwd: 'build',
    stdio: ['ignore', 'ignore', 'inherit'],
    env: settingsOf(filename, PORT),
  })
  const started = performance.now()
  let ended = false
  const end = once(command, 'exit').then(([code]) => {
    ended = true
    if (code !== 0) throw new Error(`library:import ended with ${code}`)
  })
  const moments: Moment[] = []
  let peak = 0
  while (!ended) {
    peak = Math.max(peak, mostMemory(command.pid!))
    const [{ books }] = await rows(`select count as books from record_counts where name = 'books'`)
    moments.push({ seconds: (performance.now() - started) / 1000, books: Number(books) })
    await Promise.race([wait(LOOK_EVERY), end])
  }
  await end
  return { moments, peak, seconds: (performance.now() - started) / 1000 }
}

/** In megabytes; 0 where the process has ended. */
function mostMemory(pid: number) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Rows per second between the moments at which so many books were there. */
function speedBetween(moments: Moment[], from: number, to: number) {
  const start = moments.findLast(({ books }) => books <= from)!
  const end = moments.find(({ books }) => books >= to) ?? moments.at(-1)!
  return (end.books - start.books) / (end.seconds - start.seconds)
}
