import { setTimeout as wait } from 'node:timers/promises'
import { isLocked } from '#sql/errors'

/** How long a visitor's page waits for a database that another program holds, in milliseconds. */
const PATIENCE = 750
const PAUSE = 10

/** Repeats what a page has to write, all of it, while another program holds the database. */
export async function patiently<T>(work: () => Promise<T>, patience = PATIENCE): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error
      await wait(PAUSE)
    }
  }
}
