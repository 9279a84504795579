import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import sqlite3 from 'sqlite3'
import { isLocked } from '#sql/errors'
import { fileOf } from '#sql/database_file'
import { SqliteFile } from '#sql/sqlite_file'
import { transaction } from '#sql/transaction'

/** How long to wait for another process, in milliseconds: a large library may take minutes. */
const PATIENCE = 15 * 60_000
const PAUSE = 200

/** For work on the whole database: others wait. Where a process dies at it, the next goes on. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  const file = fileOf(db.connection())
  return file ? underFileLock(`${file}.lock`, work) : underServerLock(work)
}

/** On a connection of its own, since the site may be allowed no second one. */
async function underServerLock<T>(work: () => Promise<T>) {
  const name = 'alone'
  db.manager.add(name, db.manager.get(db.primaryConnectionName)!.config)
  try {
    return await transaction(db.connection(name), async (trx) => {
      await trx.rawQuery(`select pg_advisory_xact_lock(hashtext('library:setup'))`)
      return work()
    })
  } finally {
    await db.manager.close(name, true)
  }
}

/**
 * By an empty file beside the database, since that cannot be locked and worked on at the same time.
 * It stays there: taken away, it would fail those who wait for it.
 */
async function underFileLock<T>(path: string, work: () => Promise<T>) {
  await using lock = await SqliteFile.open(path, sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE)
  await take(lock)
  return await work()
}

/** Tries again and again, since a process that waits within SQLite cannot be stopped. */
async function take(lock: SqliteFile) {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    try {
      return await lock.query('begin exclusive')
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error
      await wait(PAUSE)
    }
  }
}
