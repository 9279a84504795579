import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ace } from './site.js'

/** Gives what was seen, as a sentence, or prints it itself; throws where the site did not stand it. */
type Fault = (database: string, folder: string) => Promise<string | void>

const FAULTS: Record<string, () => Promise<{ run: Fault }>> = {
  'killed-server': () => import('./killed_server.js'),
  'killed-import': () => import('./killed_import.js'),
  'locked': () => import('./locked.js'),
  'full-disk': () => import('./full_disk.js'),
  'read-only': () => import('./read_only.js'),
  'clock': () => import('./clock.js'),
  'fuzz': () => import('./fuzz.js'),
  'connections': () => import('./connections.js'),
  'killed-desk': () => import('./killed_desk.js'),
  'wrong-sign-ins': () => import('./wrong_sign_ins.js'),
}

/** Of servers beside the site, which .ci/postgres starts, and what takes an hour: run by name alone. */
const BY_NAME: typeof FAULTS = {
  'actions': () => import('./actions.js'),
  'postgres-restarted': () => import('./postgres_restarted.js'),
  'postgres-cut-off': () => import('./postgres_cut_off.js'),
  'redis-gone': () => import('./redis_gone.js'),
}
const ALL = { ...FAULTS, ...BY_NAME }

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !ALL[name])
if (unknown) {
  console.error(
    `There is no fault "${unknown}": npm run faults -- [${Object.keys(ALL).join(' | ')}]`
  )
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'faults-'))
try {
  console.log('Building the site and its database …')
  const build = spawnSync(process.execPath, ['ace', 'build'], { encoding: 'utf8' })
  if (build.status !== 0) throw new Error(build.stdout + build.stderr)
  const library = join(folder, 'library.sqlite3')
  ace(['library:setup'], { SQLITE_PATH: library })

  for (const name of wanted.length ? wanted : Object.keys(FAULTS)) {
    const place = join(folder, name)
    mkdirSync(place)
    const database = join(place, 'library.sqlite3')
    copyFileSync(library, database)
    const { run } = await ALL[name]()
    try {
      const seen = await run(database, place)
      console.log(seen ? `${name}: ${seen}` : `${name}: see above`)
    } catch (error) {
      console.error(`${name}: FAILED`, error)
      process.exitCode = 1
    }
    rmSync(place, { recursive: true })
  }
} finally {
  rmSync(folder, { recursive: true })
}
