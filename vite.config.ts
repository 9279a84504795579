import adonisjs from '@adonisjs/vite/client'
import subsetFont from 'subset-font'
import { defineConfig, type Plugin } from 'vite'

/** The letters of Western European languages, and the marks and signs that titles and pages have. */
const LATIN =
  String.fromCodePoint(...range(0x20, 0x7e), ...range(0xc0, 0xff)) +
  '\u00a0¡£§©ª«®°·º»½¿ŒœŠšŸŽž–—‘’‚“”„•…‹›€'

/** Kept are kerning, ligatures, the figures that the style sheets ask for, and marks in their places. */
const SLIM = {
  targetFormat: 'woff2',
  keepFeatures: ['kern', 'liga', 'lnum', 'tnum', 'ccmp', 'locl', 'mark', 'mkmk'],
} as const

function range(first: number, last: number) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/**
 * Leaves out of the two fonts that every page loads what the site does not set:
 * rare letters, and weights from 300 to 900 but for those of the style sheets.
 */
function slimFonts(): Plugin {
  return {
    name: 'slim-fonts',
    async generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !/-latin-(500|wght)-normal-.*\.woff2$/.test(file.fileName)) {
          continue
        }
        file.source = await subsetFont(Buffer.from(file.source), LATIN, {
          ...SLIM,
          ...(file.fileName.includes('wght') && {
            variationAxes: { wght: { min: 400, max: 650 } },
          }),
        })
      }
    },
  }
}

/** Nothing changes while tests run, so nothing is watched, and no page waits to be told. */
const STILL = { hmr: false, watch: null, ws: false } as const

export default defineConfig({
  ...(process.env.NODE_ENV === 'test' && { server: STILL, logLevel: 'error' }),
  plugins: [
    adonisjs({
      entryPoints: [
        'resources/css/app.css',
        'resources/js/app.js',
        // Of the desk's pages alone
        'resources/css/desk.css',
        'resources/js/desk.js',
      ],
      reload: ['resources/views/**/*.edge'],
    }),
    slimFonts(),
  ],
})
