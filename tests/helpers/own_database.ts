import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** The server that the tests were given; each of their databases is made there. */
const server = process.env.DATABASE_URL
const made: string[] = []
let folder: string | undefined

/** Runs one statement on the server, outside the application. */
async function administer(sql: string) {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Makes an empty database on the PostgreSQL server, and gives its URL. */
export async function makeDatabase(name: string, options = '') {
  await administer(`drop database if exists ${name} with (force)`)
  await administer(`create database ${name} ${options}`)
  made.push(name)
  const url = new URL(server!)
  url.pathname = `/${name}`
  return url.href
}

export async function dropDatabases() {
  for (const name of made) await administer(`drop database if exists ${name} with (force)`)
  if (folder) await rm(folder, { recursive: true })
}

/**
 * Gives this process of tests a database of its own, so that several can run
 * at once: a file or, where they are to run on PostgreSQL, one on the server at
 * DATABASE_URL; and names of its own in Redis.
 */
export async function takeOwnDatabase() {
  process.env.REDIS_PREFIX = `library_test_${process.pid}:`
  if (!process.env.SQLITE_PATH) {
    folder = await mkdtemp(join(tmpdir(), 'library-tests-'))
    process.env.SQLITE_PATH = join(folder, 'library.sqlite3')
  }
  if (process.env.DB_CONNECTION !== 'postgres' || !server) return
  process.env.DATABASE_URL = await makeDatabase(`library_test_${process.pid}`)
}
