/*
 * Makes ready what every other script of the project needs: its packages and
 * its settings. Runs on Node 20 without any package, since the packages, a
 * newer Node among them, are what it installs.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))

/** The Node that the program runs on, installed as one of its packages. */
export const node = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node'
)

export function say(sentence) {
  console.log(`• ${sentence}`)
}

export function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

/** Whether what stands in node_modules is what package-lock.json asks for. */
function packagesAreInstalled() {
  const lockOf = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages
  try {
    const wanted = lockOf('package-lock.json')
    const installed = lockOf('node_modules/.package-lock.json')
    return (
      existsSync(node) &&
      Object.entries(wanted).every(
        ([path, { version, optional }]) =>
          path === '' || installed[path]?.version === version || (optional && !installed[path])
      )
    )
  } catch {
    return false
  }
}

function installPackages() {
  if (packagesAreInstalled()) return
  say('Installing packages; the first time takes a few minutes')
  const { status, stdout, stderr } = spawnSync(
    'npm ci --include=dev --no-audit --no-fund --loglevel=error --prefer-offline',
    { cwd: root, shell: true, encoding: 'utf8' }
  )
  if (status !== 0 || !packagesAreInstalled()) {
    fail(`${stdout}${stderr}\nThe packages could not be installed; npm's words stand above.`)
  }
}

function writeSettings() {
  const file = join(root, '.env')
  if (existsSync(file)) return
  say('Writing the settings to .env, with a new secret')
  const secret = randomBytes(32).toString('base64url')
  const settings = readFileSync(join(root, '.env.example'), 'utf8')
  // Renamed into place, so that an interrupted run leaves no half of it
  writeFileSync(`${file}.new`, settings.replace(/^APP_KEY=.*$/m, `APP_KEY=${secret}`), {
    mode: 0o600,
  })
  renameSync(`${file}.new`, file)
}

export function setUp() {
  try {
    rmSync(join(root, '.env.new'), { force: true })
    writeSettings()
    installPackages()
  } catch (error) {
    fail(`${root} cannot be written: ${error.message}`)
  }
}

/**
 * Makes the database ready, with the ace.js of the sources or of the build. While nobody is admin, it
 * prints a link to set the library up.
 */
export function prepareLibrary(ace, env) {
  const { status } = spawnSync(node, [ace, 'library:setup', '--link'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, LOG_LEVEL: 'fatal' },
  })
  if (status !== 0) process.exit(status ?? 1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp()
}
