import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Exception } from '@adonisjs/core/exceptions'
import db from '@adonisjs/lucid/services/db'
import type { SqliteConfig } from '@adonisjs/lucid/types/database'
import { now } from '#clock'

/** What SQLite keeps beside a database, and the database itself. */
const PARTS = ['', '-wal', '-shm', '-journal']

/** A draft that nobody wrote to for so long is left over, in milliseconds. */
const QUIET = 60_000

/**
 * Makes sure that a named file may be written: none of the library's own, no folder or device.
 * @returns its path past links, so that it is the file that is replaced, not the link
 * @throws with the sentence for whoever named it
 */
export async function checkOutput(name: string) {
  const there = await stat(name).catch(() => null)
  if (there && !there.isFile()) throw refused(`${name} is not a regular file.`)
  const path = await realpath(name).catch(() => inRealFolder(name))

  const { config } = db.manager.get(db.primaryConnectionName)!
  if (config.client !== 'sqlite3') return path
  const { filename } = (config as SqliteConfig).connection
  const library = await realpath(filename).catch(() => inRealFolder(filename))
  for (const part of PARTS) {
    const own = await stat(library + part).catch(() => null)
    const isSame = there && own && there.dev === own.dev && there.ino === own.ino
    if (isSame || path === library + part) {
      throw refused(`${name} is the library's own file. Name another one.`)
    }
  }
  return path
}

/** The name of a file until it is done: it tells the process that writes it. */
export function draftOf(path: string) {
  return `${path}.${process.pid}.part`
}

/**
 * Writes what checkOutput allowed: beside the file first, and in its place at the end, so that a
 * failure leaves the former one.
 * @param name What whoever named it calls it
 * @throws with the sentence for them where it cannot be written
 */
export async function writeOutput(
  path: string,
  name: string,
  pieces: AsyncIterable<string> | Iterable<string>
) {
  const draft = draftOf(path)
  try {
    await removeDrafts(path)
    await using file = await open(draft, 'wx')
    for await (const piece of pieces) await file.writeFile(piece)
    await file.sync()
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined || code.startsWith('SQLITE')) throw error
    throw refused(`${name} cannot be written: ${message}`)
  }
}

/**
 * Removes drafts of killed processes: of databases all in the folder, for each may be as large as
 * the library; else those of the file itself.
 */
export async function removeDrafts(path: string, { ofDatabases = false } = {}) {
  const folder = dirname(path)
  const files = await readdir(folder).catch(() => [])
  for (const name of files) {
    const [, target, pid] = name.match(/^(.+)\.(\d+)\.part$/) ?? []
    if (!target || isRunning(Number(pid))) continue
    const draft = join(folder, name)
    const isOurs = target === basename(path) || (ofDatabases && (await isDatabase(draft)))
    if (!isOurs || (await isBeingWritten(draft))) continue
    for (const part of PARTS) await rm(draft + part, { force: true })
  }
}

export async function isDatabase(path: string) {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0)
  return buffer.toString('latin1') === 'SQLite format 3\0'
}

/** Maybe by a process on another machine, whose number says nothing here. */
async function isBeingWritten(path: string) {
  const { mtimeMs } = await stat(path)
  return now() - mtimeMs < QUIET
}

/** This process has no draft yet where it asks: one of its number is of another. */
function isRunning(pid: number) {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return Object(error).code === 'EPERM'
  }
}

async function inRealFolder(name: string) {
  const folder = dirname(resolve(name))
  return join(await realpath(folder).catch(() => folder), basename(name))
}

function refused(sentence: string) {
  return new Exception(sentence, { status: 422 })
}
