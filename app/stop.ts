/** How long a step goes on once told to stop, in milliseconds; then its statement is broken off. */
const STEP = 1_000
/** After so long the program ends, whatever it is at: its database undoes what is unfinished. */
const PATIENCE = 10_000
/** A signal reaches a program by its group, and again from each that it was started by. */
const ECHO = 500

/** Ends the work of a command that was told to stop; its message is for whoever told it. */
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

/** Called by the library's commands. Other programs, such as a server, end in ways of their own. */
export function stopInOrder() {
  isOfLibrary = true
}

export function whatStopped() {
  return stopped
}

/** To be called where long work may end, else it ends at once. @throws Stopped once told to stop */
export function step() {
  isInSteps = true
  if (stopped) throw stopped
}

/** Lets a connection's statements be broken off, without which the process could not end. */
export function interruptible(connection: { interrupt(): void }) {
  statements.add(connection)
}

/**
 * Ends a command: after its step where it works in steps, else, or told a second time, at once.
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
