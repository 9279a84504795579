import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium of CHROMIUM_PATH, or that of the machine; undefined where there is none. */
export function findChromium() {
  const told = process.env.CHROMIUM_PATH
  return (told ? [told] : PLACES).find((path) => existsSync(path))
}

export const NO_CHROMIUM = `No Chromium was found: install Debian's package "chromium", or set CHROMIUM_PATH.`
