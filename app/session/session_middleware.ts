import '@adonisjs/session/session_middleware'
import { RuntimeException } from '@adonisjs/core/exceptions'
import type { HttpContext, HttpRequest, HttpResponse } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import SessionFullException from '#exceptions/session_full_exception'
import TooManyVisitsException from '#exceptions/too_many_visits_exception'
import { isUnavailable } from '#sql/errors'
import { isCounted } from '#session/audience'
import { Beginnings } from '#session/beginnings'
import { type Life, lifeOf } from '#session/expiry'
import { SessionStore } from '#session/session_store'
import { VisitorSession } from '#session/visitor_session'
import { gate } from '#session/write_gate'

const READING = ['GET', 'HEAD']

/** Gives each request the visitor's session, and saves it before the response is sent. */
export default class SessionMiddleware {
  readonly beginnings: Beginnings

  #config: ResolvedSessionConfig
  #emitter: EmitterService
  #life: Life

  constructor(config: ResolvedSessionConfig, emitter: EmitterService) {
    this.#config = config
    this.#emitter = emitter
    this.#life = lifeOf(config)
    this.beginnings = new Beginnings(config.beginnings)
  }

  async handle(ctx: HttpContext, next: NextFn) {
    const store = this.#config.stores[this.#config.store](ctx, this.#config)
    if (!(store instanceof SessionStore)) {
      throw new RuntimeException(`The session store "${this.#config.store}" has no versions`)
    }
    const session = new VisitorSession(this.#config, store, this.#life, this.#emitter, ctx)
    const canRest = READING.includes(ctx.request.method())
    // a second time for the same request: nothing could be saved the first time
    const mustRest = canRest && (ctx.session !== undefined || gate.isResting)
    ctx.session = session
    // Not as a closure over the request: V8 then kept many requests that were over until a full collection
    session.beginnings = this.beginnings
    const counts = isCounted(ctx.request)
    const isSpent = await this.#begin(session, ctx, { canRest, mustRest, counts })
    await next()

    if (counts && ctx.response.getStatus() < 500) await this.#save(session, ctx)
    if (isSpent && !session.isEmpty) this.beginnings.refused++
    if (session.wasUsed) markAsPrivate(ctx.response)
  }

  /** @returns Whether no session is begun, since this would be one too many */
  async #begin(
    session: VisitorSession,
    ctx: HttpContext,
    { canRest, mustRest, counts }: { canRest: boolean; mustRest: boolean; counts: boolean }
  ) {
    if (mustRest) session.rest()
    try {
      await session.initiate(false)
    } catch (error) {
      if (!canRest || !isUnavailable(error) || isAboutVisitor(ctx.request)) throw error
      session.rest({ isOutOfReach: true })
      await session.initiate(false)
    }
    const mayBegin = canRest && session.fresh && !session.isResting && counts
    const isSpent = mayBegin && (await this.beginnings.areSpent(ctx.request))
    if (isSpent) session.rest()
    if (session.isResting) {
      ctx.response.header('Cache-Control', 'no-store')
      if ('view' in ctx) ctx.view.share({ sessionRests: true })
    }
    return isSpent
  }

  /**
   * Where nothing can be saved, a page that was only read is made anew as one that says so;
   * where there is only too much to save, it is as good as it was.
   */
  async #save(session: VisitorSession, ctx: HttpContext) {
    const wasRead = READING.includes(ctx.request.method())
    try {
      await session.commit()
    } catch (error) {
      if (error instanceof SessionFullException && wasRead) return
      takeBack(ctx.response)
      const canRest = isUnavailable(error) || error instanceof TooManyVisitsException
      if (canRest && wasRead) return answerAnew(ctx)
      ctx.response.status(isUnavailable(error) ? 503 : (Object(error).status ?? 500))
      throw error
    }
  }
}

/** Whether without the session there is nothing to show. */
function isAboutVisitor(request: HttpRequest) {
  return /^\/(visit|reading-list|preferences)(\/|$)/.test(request.url())
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
function answerAnew(ctx: HttpContext) {
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
