import pg from 'pg'

/** The server that the tests were given; each of their databases is made there. */
const server = process.env.DATABASE_URL
const made: string[] = []

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
}

/**
 * Gives this process of tests a database of its own on the PostgreSQL server
 * at DATABASE_URL, where the tests are to run on PostgreSQL, and names of its
 * own in Redis.
 */
export async function takeOwnDatabase() {
  process.env.REDIS_PREFIX = `library_test_${process.pid}:`
  if (process.env.DB_CONNECTION !== 'postgres' || !server) return
  process.env.DATABASE_URL = await makeDatabase(`library_test_${process.pid}`)
}
