/* `npm run ace`: a command of the library, run from the build, which takes half the time and memory of the sources. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { build } from './build.js'
import { node, root } from './setup.js'

/** Room for what is short-lived, in megabytes: with less of it an import is slower, with more it takes more memory. */
const MEMORY = ['--min-semi-space-size=4', '--max-semi-space-size=4']

build()
const ace = spawn(node, [...MEMORY, join(root, 'build/ace.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // One pool of memory for all threads, where glibc would keep what each of them once needed
  env: { ENV_PATH: root, MALLOC_ARENA_MAX: '1', ...process.env },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => ace.kill(signal))
ace.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]))
