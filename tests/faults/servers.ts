import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { promisify } from 'node:util'

type Settings = Record<string, string>

const KEY = 'a-key-for-the-tests-and-for-nothing-else'

/** Runs a program of .ci/postgres, such as `POSTGRES_CTL`, with one word. */
export function control(name: 'POSTGRES_CTL' | 'REDIS_CTL', word: string) {
  const program = process.env[name]
  if (!program) throw new Error(`${name} is not set: run this with .ci/postgres`)
  const { status, stderr } = spawnSync(program, [word], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${word} failed: ${stderr}`)
}

/** Makes the demo library and serves it, in a process of its own. */
export async function startSite(settings: Settings) {
  const port = await freePort()
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DEV_MODE: 'true',
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_KEY: KEY,
    LOG_LEVEL: 'silent',
    ...settings,
  }
  await promisify(execFile)(process.execPath, ['ace', 'library:setup'], { env })

  const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
