/* Tells whether the build in build/ is of the sources as they are now. Runs on Node 20, as setup.js does. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.js'

/** All that a build is made of. */
const SOURCES = [
  'app',
  'bin',
  'commands',
  'config',
  'database',
  'providers',
  'public',
  'resources',
  'start',
  'adonisrc.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
]
const FINGERPRINT = join(root, 'build/.sources')

function fingerprint() {
  const hash = createHash('sha256')
  for (const source of SOURCES.filter((path) => existsSync(join(root, path)))) {
    const files = statSync(join(root, source)).isDirectory()
      ? readdirSync(join(root, source), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
          .filter((file) => !file.startsWith(join(root, 'public/assets')))
          .sort()
      : [join(root, source)]
    for (const file of files) {
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

export function isBuilt() {
  return existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === fingerprint()
}

/** To be called after a build, whose sources are as they were before it. */
export function markAsBuilt() {
  writeFileSync(FINGERPRINT, fingerprint())
}
