import { spawnSync } from 'node:child_process'
import { type Settings, SiteProcess } from '#tests/helpers/site_process'
import { ace } from './site.js'

/** Runs a program of .ci/postgres, such as `POSTGRES_CTL`, with one word. */
export function control(name: 'POSTGRES_CTL' | 'REDIS_CTL', word: string) {
  const program = process.env[name]
  if (!program) throw new Error(`${name} is not set: run this with .ci/postgres`)
  const { status, stderr } = spawnSync(program, [word], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${word} failed: ${stderr}`)
}

/** Makes the demo library and serves it. */
export function startSite(settings: Settings) {
  ace(['library:setup'], settings)
  return SiteProcess.start(settings)
}
