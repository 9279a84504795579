/*
 * `npm run dev`: from a fresh clone to a site that reloads its pages as the
 * sources change. Runs on Node 20, as setup.js does.
 */
import { spawn } from 'node:child_process'
import { node, prepareLibrary, root, setUp } from './setup.js'

const development = { ...process.env, NODE_ENV: 'development' }

setUp()
prepareLibrary('ace.js', development)
const server = spawn(node, ['ace.js', 'serve', '--hmr'], {
  cwd: root,
  stdio: 'inherit',
  env: development,
})
// Ctrl-C in a terminal reaches the server by itself
process.on('SIGINT', () => {})
process.on('SIGTERM', () => server.kill('SIGTERM'))
server.on('exit', (status) => process.exit(status ?? 1))
