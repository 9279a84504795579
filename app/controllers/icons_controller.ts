import type { HttpContext } from '@adonisjs/core/http'
import { LRUCache } from 'lru-cache'
import { COLOURS } from '#about/colours'
import { drawIcon, drawShared, type Emblem } from '#covers/emblem'
import { toIco, toPng } from '#covers/pixels'
import { ownLanguageOf, textsIn } from '#languages/speech'
import { nameOf } from '#languages/words'
import Library from '#models/library'

type Draw = (emblem: Emblem) => Promise<string | Buffer>

/** Those of the library as it is now, and a few from before. */
const DRAWN = new LRUCache<string, string | Buffer, () => Promise<string | Buffer>>({
  max: 12,
  fetchMethod: (_name, _stale, { context }) => context(),
})

/** What stands for the library where there is no room for a page. */
export default class IconsController {
  drawn(ctx: HttpContext) {
    return send(ctx, 'image/svg+xml', drawIcon)
  }

  small(ctx: HttpContext) {
    return send(ctx, 'image/vnd.microsoft.icon', async (emblem) => {
      return toIco(await toPng(await drawIcon(emblem), 32))
    })
  }

  touch(ctx: HttpContext) {
    return send(ctx, 'image/png', async (emblem) => toPng(await drawIcon(emblem), 180))
  }

  shared(ctx: HttpContext) {
    return send(ctx, 'image/png', async (emblem) => toPng(await drawShared(emblem), 1200))
  }

  async manifest({ request, response }: HttpContext) {
    const library = await Library.current()
    const { name, colour } = emblemOf(library)
    response.header('content-type', 'application/manifest+json; charset=utf-8')
    response.header('cache-control', lifeOf(request, library))
    return {
      name,
      short_name: name,
      start_url: '/',
      display: 'browser',
      background_color: '#fbf8f1',
      theme_color: colour,
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

async function send({ request, response }: HttpContext, type: string, draw: Draw) {
  const library = await Library.current()
  const drawn = await DRAWN.fetch(`${request.url()} ${library.version}`, {
    context: () => draw(emblemOf(library)),
  })
  response.header('content-type', type)
  response.header('cache-control', lifeOf(request, library))
  return drawn
}

/** With the name in the library's own language, since a picture is the same for all. */
function emblemOf(library: Library): Emblem {
  return {
    name: nameOf(textsIn(ownLanguageOf(library)), library),
    line: library.line,
    colour: COLOURS[library.shownColour],
  }
}

/** Pages name the version of what they show. Of another version, or none, is what may be old. */
function lifeOf(request: HttpContext['request'], { version }: Library) {
  return version in request.qs() ? 'public, max-age=86400' : 'no-cache'
}
