import { setTimeout } from 'node:timers/promises'
import { Program, settingsOf } from '#tests/helpers/site_process'
import { median } from '../sessions/server.js'

/** Milliseconds from the start of the program to its first answer, the median of so many starts. */
export async function timeToFirstAnswer(
  folder: string,
  port: number,
  settings: Record<string, string>,
  starts: number
) {
  const times: number[] = []
  for (let count = 0; count < starts; count++) {
    times.push(await startOnce(folder, port, settings))
  }
  return median(times)
}

async function startOnce(folder: string, port: number, settings: Record<string, string>) {
  const began = performance.now()
  const program = new Program(
    ['bin/server.js'],
    settingsOf({ PORT: String(port), LOG_LEVEL: 'error', ...settings }),
    { cwd: folder }
  )
  try {
    while (performance.now() - began < 30_000) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/`)
        await response.arrayBuffer()
        if (response.ok) return performance.now() - began
      } catch {
        await setTimeout(5)
      }
    }
    throw new Error(`${folder} did not start: ${program.errors}`)
  } finally {
    await program.stop()
  }
}
