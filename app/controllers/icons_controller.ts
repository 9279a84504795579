import type { HttpContext } from '@adonisjs/core/http'
import { LRUCache } from 'lru-cache'
import { COLOURS } from '#about/colours'
import { drawIcon, drawShared, type Emblem } from '#covers/emblem'
import { toIco, toPng } from '#covers/pixels'
import { textsIn } from '#languages/speech'
import { nameOf } from '#languages/words'
import Library from '#models/library'

interface Kind {
  type: string
  draw: (emblem: Emblem) => Promise<string | Buffer>
}

const KINDS: Record<string, Kind> = {
  'favicon.svg': { type: 'image/svg+xml', draw: drawIcon },
  'favicon.ico': {
    type: 'image/vnd.microsoft.icon',
    draw: async (emblem) => toIco(await toPng(await drawIcon(emblem), 32)),
  },
  'apple-touch-icon.png': {
    type: 'image/png',
    draw: async (emblem) => toPng(await drawIcon(emblem), 180),
  },
  'share.png': {
    type: 'image/png',
    draw: async (emblem) => toPng(await drawShared(emblem), 1200),
  },
}

/** Those of the library as it is now, and a few from before. */
const DRAWN = new LRUCache<string, string | Buffer, () => Promise<string | Buffer>>({
  max: 3 * Object.keys(KINDS).length,
  fetchMethod: (_name, _stale, { context }) => context(),
})

/** A day, in seconds: pages name the pictures with a version of what they show. */
const LIFE = 'public, max-age=86400'

export default class IconsController {
  async show({ params, response }: HttpContext) {
    const { type, draw } = KINDS[params.icon]
    const library = await Library.current()
    const emblem = {
      name: ownNameOf(library),
      line: library.line,
      colour: COLOURS[library.shownColour],
    }
    const drawn = await DRAWN.fetch(`${params.icon} ${library.version}`, {
      context: () => draw(emblem),
    })
    response.header('content-type', type).header('cache-control', LIFE)
    return drawn
  }

  async manifest({ response }: HttpContext) {
    const library = await Library.current()
    const name = ownNameOf(library)
    response.header('content-type', 'application/manifest+json; charset=utf-8')
    response.header('cache-control', LIFE)
    return {
      name,
      short_name: name,
      start_url: '/',
      display: 'browser',
      background_color: '#fbf8f1',
      theme_color: COLOURS[library.shownColour],
      icons: [
        { src: `/favicon.svg?${library.version}`, type: 'image/svg+xml', sizes: 'any' },
        {
          src: `/apple-touch-icon.png?${library.version}`,
          type: 'image/png',
          sizes: '180x180',
        },
      ],
    }
  }
}

/** In the library's own language, since a picture is the same for all. */
function ownNameOf(library: Library) {
  return nameOf(textsIn(library.language ?? 'en'), library)
}
