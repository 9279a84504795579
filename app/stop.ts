/** How long a step may go on once the program is told to stop, in milliseconds; then its statement is broken off. */
const STEP = 1_000
/** After so long the program ends, whatever it is at: its database undoes what was not committed. */
const PATIENCE = 10_000
/** A signal reaches a program by its group, and again from each that it was started by. */
const ECHO = 500

/** Ends the work of a command that was told to stop. The message is one line for whoever told it. */
export class Stopped extends Error {
  readonly at = performance.now()

  constructor(
    signal: string,
    readonly exitCode: number
  ) {
    super(`Stopped by ${signal} before it was done. Run the same command again to finish it.`)
  }
}

let stopped: Stopped | null = null
let isOfLibrary = false
let isInSteps = false
const statements = new Set<{ interrupt(): void }>()

/** Has this program end as commands of the library do. Others, such as a server for developing, have ways of their own. */
export function stopInOrder() {
  isOfLibrary = true
}

/** What the command was told to stop by, or null. */
export function whatStopped() {
  return stopped
}

/**
 * To be called between two steps of long work that leaves nothing half done where it ends. Work
 * that never calls it is ended at once.
 *
 * @throws Stopped once the command was told to stop
 */
export function step() {
  isInSteps = true
  if (stopped) throw stopped
}

/** Lets the statements of a SQLite connection be broken off; the process could not end before they do. */
export function interruptible(connection: { interrupt(): void }) {
  statements.add(connection)
}

/**
 * Ends a command: after its step where it works in steps, else at once. Told a second time, at once.
 *
 * @returns False, and does nothing, where the program is no command of the library
 */
export function stop(signal: NodeJS.Signals, exitCode: number) {
  if (!isOfLibrary) return false
  if (stopped) {
    if (performance.now() - stopped.at > ECHO) end(stopped)
    return true
  }
  stopped = new Stopped(signal, exitCode)
  if (!isInSteps) end(stopped)
  setInterval(interrupt, STEP).unref()
  setTimeout(end, PATIENCE, stopped).unref()
  return true
}

function end({ message, exitCode }: Stopped): never {
  console.error(message)
  interrupt()
  process.exit(exitCode)
}

function interrupt() {
  for (const connection of statements) {
    try {
      connection.interrupt()
    } catch {
      // It is closed
    }
  }
}
