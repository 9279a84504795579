/*
 * `npm run ace`: a command of the library itself runs from the build, where
 * there is one of the sources as they are; it takes half the time and memory.
 * All others, which work on the sources, run from those.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { node, root } from './setup.js'
import { isBuilt } from './sources.js'

const args = process.argv.slice(2)
const command = args.find((word) => !word.startsWith('-')) ?? ''
const compiled = join(root, `build/commands/${command.replaceAll(':', '_')}.js`)
const entry = existsSync(compiled) && isBuilt() ? 'build/ace.js' : 'ace.js'

/** Room for what is short-lived, in megabytes: with less of it an import is slower, with more it takes more memory. */
const MEMORY = ['--min-semi-space-size=4', '--max-semi-space-size=4']

const ace = spawn(node, [...MEMORY, join(root, entry), ...args], {
  stdio: 'inherit',
  // One pool of memory for all threads, where glibc would keep what each of them once needed
  env: { ENV_PATH: root, MALLOC_ARENA_MAX: '1', ...process.env },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => ace.kill(signal))
ace.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]))
