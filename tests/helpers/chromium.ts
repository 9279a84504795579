import app from '@adonisjs/core/services/app'
import { browserClient, decoratorsCollection } from '@japa/browser-client'
import type { Suite } from '@japa/runner/core'
import type { Config } from '@japa/runner/types'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { findChromium, NO_CHROMIUM } from '#tests/helpers/find_chromium'

const executablePath = findChromium()

/** A browser without a window names itself as one, and the visits of programs are not counted. */
const READER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36'

/** What pages complained of during the running test. */
const complaints: string[] = []

/** Nothing where there is no Chromium to drive. */
export function browserPlugins(): NonNullable<Config['plugins']> {
  if (!executablePath) return []
  decoratorsCollection.register({ page: listen })
  return [
    browserClient({
      runInSuites: ['browser'],
      launcher: (options) =>
        chromium.launch({
          ...options,
          executablePath,
          // Visitors have it: going back shows a page as it was left
          ignoreDefaultArgs: ['--disable-back-forward-cache'],
          args: ['--no-sandbox', '--disable-gpu', `--user-agent=${READER}`],
        }),
    }),
  ]
}

/**
 * Serves the assets as visitors get them, and fails each test in which a page
 * wrote an error to the console, broke the Content-Security-Policy or asked
 * another host. Without a Chromium, skips the tests and says why.
 */
export function configureBrowserSuite(suite: Suite) {
  if (!executablePath) {
    console.warn(NO_CHROMIUM)
    suite.onGroup((group) => group.tap((test) => test.skip(true, NO_CHROMIUM)))
    return
  }
  suite.setup(async () => {
    await build({ logLevel: 'error' })
    const vite = await app.container.make('vite')
    await vite.stopDevServer()
    // It looked for a build when the program started, and a fresh clone had none then
    vite.hasManifestFile = true
  })
  suite.onGroup((group) => {
    group.each.setup(() => {
      complaints.length = 0
      return () => {
        if (complaints.length > 0) throw new Error(complaints.join('\n'))
      }
    })
  })
}

function listen(page: Page) {
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const { url } = message.location()
    // A page that answers 404 or 503 is not at fault for it
    const isPageItself = message.text().startsWith('Failed to load resource') && url === page.url()
    if (message.type() === 'error' && !isPageItself) complaints.push(`${url}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol !== 'data:' && hostname !== '127.0.0.1') complaints.push(`asks ${request.url()}`)
  })
}
