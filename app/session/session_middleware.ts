import '@adonisjs/session/session_middleware'
import type { HttpContext, HttpResponse } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import type { NextFn } from '@adonisjs/core/types/http'
import { SessionFullException, TooManyVisitsException } from '#exceptions/errors'
import { isUnavailable } from '#sql/errors'
import { isCounted } from '#session/audience'
import { Beginnings } from '#session/beginnings'
import { breaker } from '#session/circuit_breaker'
import { SessionCookie } from '#session/session_cookie'
import type { SessionStore, Snapshot } from '#session/session_store'
import { VisitorSession } from '#session/visitor_session'

/** Gives each request the visitor's session, and saves it before the response is sent. */
export default class SessionMiddleware {
  readonly beginnings: Beginnings

  constructor(
    private readonly store: SessionStore,
    private readonly emitter: EmitterService
  ) {
    this.beginnings = new Beginnings(store.config.beginnings)
  }

  /** @param required Whether there is nothing to show where the session cannot be read */
  async handle(ctx: HttpContext, next: NextFn, { required = false } = {}) {
    const { session, isSpent } = await this.#begin(ctx, required)
    await next()
    if (isCounted(ctx.request) && ctx.response.getStatus() < 500) await this.#save(session, ctx)
    if (isSpent && !session.isEmpty) this.beginnings.refused++
    if (session.wasUsed) markAsPrivate(ctx.response)
  }

  /** Reads the session for a page that saves nothing. @returns whether there is one */
  async recognise(ctx: HttpContext) {
    const cookie = new SessionCookie(this.store.config, ctx)
    const stored = await this.store.find(cookie.value)
    if (!stored) return false
    ctx.session = new VisitorSession(this.store, this.emitter, ctx, {
      stored,
      cookie,
      isResting: true,
    })
    await ctx.session.initiate(false)
    markAsPrivate(ctx.response)
    return true
  }

  /** A page that is only read gets a session that rests where none can be read, saved or begun. */
  async #begin(ctx: HttpContext, required: boolean) {
    const cookie = new SessionCookie(this.store.config, ctx)
    const isRead = isOnlyRead(ctx)
    // A second time for the same request: nothing could be saved the first time
    let isResting = isRead && (breaker.isOpen || ctx.session !== undefined)
    let stored: Snapshot | null = null
    try {
      stored = await this.store.find(cookie.value)
    } catch (error) {
      if (!isRead || required || !isUnavailable(error)) throw error
      isResting = true
    }
    const mayBegin = isRead && !stored && !isResting && isCounted(ctx.request)
    const isSpent = mayBegin && (await this.beginnings.areSpent(ctx.request))
    isResting ||= isSpent

    const session = new VisitorSession(this.store, this.emitter, ctx, {
      stored,
      cookie,
      isResting,
    })
    ctx.session = session
    await session.initiate(false)
    if (isResting) {
      ctx.response.header('Cache-Control', 'no-store')
      if ('view' in ctx) ctx.view.share({ sessionRests: true })
    }
    return { session, isSpent }
  }

  /**
   * Where nothing can be saved, a page that was only read is made anew as one that says so. Where
   * there is only too much to save, it is as good as it was.
   */
  async #save(session: VisitorSession, ctx: HttpContext) {
    try {
      await session.commit(this.beginnings)
    } catch (error) {
      if (error instanceof SessionFullException && isOnlyRead(ctx)) return
      takeBack(ctx.response)
      session.takeBack()
      const canRest = isUnavailable(error) || error instanceof TooManyVisitsException
      if (canRest && isOnlyRead(ctx)) return makeAnew(ctx)
      ctx.response.status(isUnavailable(error) ? 503 : (Object(error).status ?? 500))
      throw error
    }
  }
}

function isOnlyRead({ request }: HttpContext) {
  return ['GET', 'HEAD'].includes(request.method())
}

/** The answer is ready with a body and a status of its own, which another page would keep. */
function takeBack(response: HttpResponse) {
  response.lazyBody = {}
  response.response.statusCode = 200
  for (const name of ['content-disposition', 'content-type', 'location']) {
    response.removeHeader(name)
  }
}

/** Goes through the page's own middleware once more, this one among it. */
function makeAnew(ctx: HttpContext) {
  return ctx.route!.execute(ctx.route!, ctx.containerResolver, ctx, (error) => {
    throw error
  })
}

/** Keeps shared caches from showing one visitor's page to another. */
function markAsPrivate(response: HttpResponse) {
  response.vary('Cookie')
  const rules = [response.getHeader('cache-control') ?? []].flat().join(', ')
  if (!/\b(private|no-store)\b/.test(rules)) {
    const others = rules.split(/\s*,\s*/).filter((rule) => rule && rule !== 'public')
    response.header('Cache-Control', ['private', ...others].join(', '))
  }
}
