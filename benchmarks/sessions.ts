import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillAndClear } from './sessions/million.js'
import { comparePages } from './sessions/pages.js'
import { ace, build } from './site.js'

/**
 * Measures the index for returning visitors beside the same page on the stock
 * session; then with a million sessions, and while most of them are cleared. Takes `--rounds=N`,
 * `--seconds=N`, and `--rows=N` for another number than a million.
 */
export async function run(args: string[]) {
  const option = (name: string, usual: number) =>
    Number(args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
  const folder = mkdtempSync(join(tmpdir(), 'sessions-'))
  try {
    const database = join(folder, 'library.sqlite3')
    console.log('Building the site and its database …')
    build()
    ace(['library:setup'], { SQLITE_PATH: database, DEMO_CATALOGUE: 'true' })
    const copy = (name: string) => {
      copyFileSync(database, join(folder, name))
      return join(folder, name)
    }

    await comparePages(copy, option('rounds', 5), option('seconds', 4))
    await fillAndClear(copy('million.sqlite3'), option('rows', 1_000_000), option('seconds', 4))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
