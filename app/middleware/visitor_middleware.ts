import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import Notice from '#models/notice'
import { Acknowledgements } from '#visitor/acknowledgements'
import { now } from '#clock'
import { Preferences } from '#visitor/preferences'
import { ReadingList } from '#visitor/reading_list'

/** Tells every page how its visitor wants it, and ends the visit at a shared terminal in time. */
export default class VisitorMiddleware {
  async handle({ session, view, response }: HttpContext, next: NextFn) {
    // Going back shows what was changed meanwhile, and nobody else's pages at a shared terminal
    response.header('Cache-Control', 'no-store')
    view.share({
      preferences: new Preferences(session).values,
      readingList: new ReadingList(session),
      notice: await Notice.current(),
      acknowledgements: new Acknowledgements(session),
    })

    const idleSeconds = config.get<number>('kiosk.idleMinutes') * 60
    if (idleSeconds > 0) {
      session.setExpiry(new Date(now() + idleSeconds * 1000))
      view.share({ kiosk: { idleSeconds } })
    }
    return next()
  }
}
