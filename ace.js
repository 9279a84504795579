/*
 * Runs ace commands from the TypeScript sources. `node ace build` replaces
 * this file with one that runs the compiled program.
 */
import '@poppinss/ts-exec'

await import('./bin/console.js')
