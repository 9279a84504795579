/*
 * `npm start`: from a fresh clone to a running library. Each step is skipped
 * when it has been done before. Runs on Node 20, as setup.js does.
 */
import { spawn } from 'node:child_process'
import { build } from './build.js'
import { node, prepareLibrary, root, say } from './setup.js'

/** Of Node: room for what is short-lived, in megabytes. With more a server takes more memory, and is no faster. */
const MEMORY = '--max-semi-space-size=16'

const production = {
  // One pool of memory for all threads, where glibc would keep what each of them once needed
  MALLOC_ARENA_MAX: '1',
  ...process.env,
  NODE_ENV: 'production',
  ENV_PATH: root,
}

function serve() {
  const server = spawn(node, [MEMORY, 'build/bin/server.js'], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: production,
  })
  server.on('message', ({ isAdonisJS, host, port }) => {
    if (isAdonisJS) {
      const name = ['0.0.0.0', '::', '127.0.0.1'].includes(host) ? 'localhost' : host
      say(`The library is open at http://${name}:${port} (Ctrl-C closes it)`)
    }
  })
  // Ctrl-C in a terminal reaches the server by itself; the signals of a process manager do not
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => server.kill('SIGTERM'))
  server.on('exit', (status, signal) => {
    if (status === 0) say('The library is closed')
    process.exit(signal ? 1 : status)
  })
}

build()
prepareLibrary('build/ace.js', production)
serve()
