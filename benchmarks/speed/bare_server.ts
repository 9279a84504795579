import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import sqlite3 from 'sqlite3'

/**
 * The least that a server can do for a returning visitor: no framework, prepared
 * statements, one row of a session read and written, the counts read, a short page.
 */
const { PORT, SQLITE_PATH, APP_KEY } = process.env
const LIFE = 14 * 24 * 3600

const db = new sqlite3.Database(SQLITE_PATH!)
db.serialize()
db.exec(`pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal;`)

type Row = Record<string, string | number>

function prepare(sql: string) {
  const statement = db.prepare(sql)
  return (...bindings: unknown[]) =>
    new Promise<Row[]>((resolve, reject) => {
      statement.all(bindings, (error: Error | null, rows: Row[]) =>
        error ? reject(error) : resolve(rows)
      )
    })
}

const findSession = prepare('select data, version from sessions where id = ? and expires_at > ?')
const saveSession = prepare(
  'update sessions set data = ?, version = version + 1 where id = ? and version = ?'
)
const newSession = prepare(
  'insert into sessions (id, data, version, expires_at, created_at) values (?, ?, 1, ?, ?)'
)
const countRecords = prepare('select name, count from record_counts')

function sign(id: string) {
  return createHmac('sha256', APP_KEY!).update(id).digest('base64url')
}

function readCookie(header = '') {
  const [, id, signature] = header.match(/(?:^|; )sid=([\w-]+)\.([\w-]+)/) ?? []
  if (!id) return null
  const [given, own] = [Buffer.from(signature), Buffer.from(sign(id))]
  return given.length === own.length && timingSafeEqual(given, own) ? id : null
}

createServer(async (request, response) => {
  const now = Date.now()
  const id = readCookie(request.headers.cookie)
  const [row] = id ? await findSession(hash('sha256', id, 'base64url'), now) : []
  const content = row ? JSON.parse(String(row.data)) : { values: { visits: 0 } }
  const visits: number = content.values.visits++

  const records = await countRecords()
  const counts = Object.fromEntries(records.map(({ name, count }) => [name, count]))

  if (row && id) {
    await saveSession(JSON.stringify(content), hash('sha256', id, 'base64url'), row.version)
  } else {
    const fresh = randomBytes(24).toString('base64url')
    const key = hash('sha256', fresh, 'base64url')
    await newSession(key, JSON.stringify(content), now + LIFE * 1000, now)
    const cookie = `sid=${fresh}.${sign(fresh)}; Max-Age=${LIFE}; Path=/; HttpOnly; SameSite=Lax`
    response.setHeader('set-cookie', cookie)
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('cache-control', 'private')
  response.setHeader('vary', 'Cookie')
  response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Local Library</title>
<link rel="stylesheet" href="/assets/app.css"></head><body><header><a href="/">Local Library</a></header>
<main><h1>What would you like to read?</h1>
<dl><dt>Books</dt><dd>${counts.books}</dd><dt>Copies</dt><dd>${counts.copies}</dd>
<dt>Copies available</dt><dd>${counts.copies_available}</dd><dt>Authors</dt><dd>${counts.authors}</dd></dl>
<p>You have visited this page ${visits} ${visits === 1 ? 'time' : 'times'}.</p></main></body></html>`)
}).listen(Number(PORT), '127.0.0.1', () => process.send?.({ environment: 'web' }))
