import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { explain } from '#exceptions/explain'
import { stopOnSignal } from './stop.js'

const APP_ROOT = new URL('../', import.meta.url)

/**
 * The application, not yet started: what the server, the console and the test
 * runner have in common.
 */
export function createIgnitor() {
  return new Ignitor(APP_ROOT, {
    importer: (path) =>
      /^\.{1,2}\//.test(path) ? import(new URL(path, APP_ROOT).href) : import(path),
  }).tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    stopOnSignal(app)
  })
}

/** Ends the process with exit code 1: one line where that is enough, else the whole trace. */
export async function failToStart(error: unknown) {
  process.exitCode = 1
  const sentence = explain(error)
  if (sentence) {
    console.error(sentence)
  } else {
    await prettyPrintError(error)
  }
}
