/*
 * Makes the build in build/, which `npm start` and `npm run ace` run, where it
 * is missing or of other sources than those of now; `node ace` runs the sources
 * themselves. Runs on Node 20, as setup.js does.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, node, root, say, setUp } from './setup.js'

/** All that a build is made of. */
const FOLDERS = ['app', 'bin', 'commands', 'config', 'database', 'providers', 'resources', 'start']
const FILES = [
  'adonisrc.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
]
const FINGERPRINT = join(root, 'build/.sources')

function fingerprint() {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name))
  )
  const hash = createHash('sha256')
  for (const file of [...FILES, ...found.sort()]) {
    if (!statSync(join(root, file)).isFile()) continue
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

export function build() {
  setUp()
  const sources = fingerprint()
  if (existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === sources) return
  say('Building the site')
  const { status, stdout, stderr } = spawnSync(node, ['ace.js', 'build'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (status !== 0) {
    fail(`${stdout}${stderr}\nThe site could not be built; the reasons stand above.`)
  }
  writeFileSync(FINGERPRINT, sources)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
