import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import Notice from '#models/notice'
import { Acknowledgements } from '#visitor/acknowledgements'
import { now } from '#clock'
import { speak } from '#languages/speech'
import { Preferences } from '#visitor/preferences'
import { ReadingList } from '#visitor/reading_list'

/** Tells every page how its visitor wants it, and ends the visit at a shared terminal in time. */
export default class VisitorMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const idleSeconds = idleTime()
    if (idleSeconds > 0) ctx.session.setExpiry(new Date(now() + idleSeconds * 1000))
    await introduce(ctx)
    return next()
  }
}

/** Tells the page whose it is. What the database knows comes last, for it may be away. */
export async function introduce(ctx: HttpContext) {
  const { response, session, view } = ctx
  // Going back shows what was changed meanwhile, and nobody else's pages at a shared terminal
  response.header('Cache-Control', 'no-store')
  const idleSeconds = idleTime()
  const preferences = new Preferences(session).values
  view.share({
    preferences,
    readingList: new ReadingList(session),
    acknowledgements: new Acknowledgements(session),
    ...(idleSeconds > 0 && { kiosk: { idleSeconds } }),
  })
  const { language } = preferences
  // Of whoever is signed in, in any browser; a page that tells of a fault may know nobody
  await speak(ctx, language === 'auto' ? ctx.auth?.use('web').user?.language : language)
  view.share({ notice: await Notice.current() })
}

/** After so long without use a shared terminal forgets its visitor; 0 for no such terminal. */
function idleTime() {
  return config.get<number>('kiosk.idleMinutes') * 60
}
