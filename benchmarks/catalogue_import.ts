import { spawn, spawnSync } from 'node:child_process'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'csv-stringify/sync'
import { isbn } from './catalogue_maker.js'
import { GIVEN, seeded, Words, zipf } from './catalogue_words.js'
import { settingsOf } from '#tests/helpers/site_process'
import { ace, Site } from './site.js'

const FOLDER = resolve('tmp/bench')
const LINES_AT_ONCE = 5_000
const LOOK_EVERY = 50
const COLUMNS = 'title,author,isbn,publisher,year,language,genres,summary'
const LANGUAGES = ['English', 'English', 'English', 'French', 'German', 'Spanish']

/**
 * Measures `library:import` of a file of so many books into an empty library that nobody else has
 * open, and of a tenth of it: how fast each is, how fast rows are read at the beginning and at the
 * end, what memory it takes, and how long the `sqlite3` program needs to import the same file into
 * one plain table. Last comes the tenth beside a running site.
 */
export async function measureImport(rows: number) {
  mkdirSync(FOLDER, { recursive: true })
  const [whole, tenth] = [await writeBooks(rows), await writeBooks(rows / 10)]
  const plain = timePlainImport(whole)
  const small = await timeImport(tenth)
  const { moments, peak, seconds } = await timeImport(whole)
  const besideSite = await timeBesideSite(tenth)
  const read = moments.at(-1)!.seconds
  const size = moments.at(-1)!.bytes
  const first = rows / 10 / (secondsUntil(moments, size / 10) - moments[0].seconds)
  const last = rows / 10 / (read - secondsUntil(moments, size * 0.9))

  const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
  const line = (name: string, value: string | number) =>
    console.log(`| ${name} | ${typeof value === 'number' ? number.format(value) : value} |`)
  console.log(`\n| library:import of ${number.format(rows)} rows | |\n| --- | ---: |`)
  line('rows per second, all told', rows / seconds)
  line(`rows per second of ${number.format(rows / 10)} rows, all told`, rows / 10 / small.seconds)
  line('the whole in proportion to its tenth', ((small.seconds * 10) / seconds).toFixed(2))
  line('rows per second while the first tenth is read', first)
  line('rows per second while the last tenth is read', last)
  line('the last in proportion to the first', (last / first).toFixed(2))
  line('seconds after the last row, for indexes', (seconds - read).toFixed(1))
  line("rows per second of sqlite3's .import", rows / plain)
  line('.import in proportion to library:import', (seconds / plain).toFixed(1))
  line('most memory, MB', peak)
  line(`rows per second of ${number.format(rows / 10)} rows beside a site`, rows / 10 / besideSite)
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
  /** How much of the file was read by then. */
  bytes: number
}

/** Runs the import as people do, and looks at it from outside: a connection of ours would be in its way. */
async function timeImport(csv: string, filename = emptyDatabase()) {
  const command = spawn(process.execPath, ['bin/ace.js', 'library:import', csv, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: settingsOf({ SQLITE_PATH: filename }),
  })
  const started = performance.now()
  const passed = () => (performance.now() - started) / 1000
  let ended = false
  const end = once(command, 'exit').then(([code]) => {
    ended = true
    if (code !== 0) throw new Error(`library:import ended with ${code}`)
  })
  const moments: Moment[] = []
  let peak = 0
  while (!ended) {
    await Promise.race([wait(LOOK_EVERY), end])
    const pid = childOf(command.pid!)
    peak = Math.max(peak, mostMemory(pid))
    const bytes = bytesRead(pid, csv)
    // The file is looked through for its encoding before it is read for its rows
    if (bytes > 0 && bytes < (moments.at(-1)?.bytes ?? 0)) moments.length = 0
    if (bytes > (moments.at(-1)?.bytes ?? 0)) moments.push({ seconds: passed(), bytes })
  }
  await end
  return { moments, peak, seconds: passed() }
}

async function timeBesideSite(csv: string) {
  const filename = emptyDatabase()
  const site = await Site.start(filename)
  try {
    await site.time('/')
    const { seconds } = await timeImport(csv, filename)
    return seconds
  } finally {
    await site.stop()
  }
}

function emptyDatabase() {
  const filename = resolve(FOLDER, 'import.sqlite3')
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(filename + part, { force: true })
  ace(['library:setup'], { SQLITE_PATH: filename, DEMO_CATALOGUE: 'false' })
  return filename
}

/** The command that `bin/ace.js` runs; none before it began and after it ended. */
function childOf(pid: number) {
  return look(`/proc/${pid}/task/${pid}/children`).trim() || 'none'
}

/** In megabytes. */
function mostMemory(pid: string) {
  return Number(look(`/proc/${pid}/status`).match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024
}

/** How far the process has read a file that it has open. */
function bytesRead(pid: string, path: string) {
  try {
    const open = readdirSync(`/proc/${pid}/fd`)
    const places = open
      .filter((number) => readlinkSync(`/proc/${pid}/fd/${number}`) === path)
      .map((number) =>
        Number(look(`/proc/${pid}/fdinfo/${number}`).match(/pos:\s+(\d+)/)?.[1] ?? 0)
      )
    return Math.max(0, ...places)
  } catch {
    return 0
  }
}

/** What the system tells of a process; nothing where it has ended. */
function look(path: string) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function secondsUntil(moments: Moment[], bytes: number) {
  return moments.find((moment) => moment.bytes >= bytes)!.seconds
}
