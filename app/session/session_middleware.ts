import '@adonisjs/session/session_middleware'
import { RuntimeException } from '@adonisjs/core/exceptions'
import type { HttpContext, HttpRequest, HttpResponse } from '@adonisjs/core/http'
import type { EmitterService } from '@adonisjs/core/types'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ResolvedSessionConfig } from '@adonisjs/session/types'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { isCounted } from '#session/audience'
import { type Life, lifeOf } from '#session/expiry'
import { SessionStore } from '#session/session_store'
import { VisitorSession } from '#session/visitor_session'

/** Gives each request the visitor's session, and saves it before the response is sent. */
export default class SessionMiddleware {
  #config: ResolvedSessionConfig
  #emitter: EmitterService
  #life: Life

  constructor(config: ResolvedSessionConfig, emitter: EmitterService) {
    this.#config = config
    this.#emitter = emitter
    this.#life = lifeOf(config)
  }

  async handle(ctx: HttpContext, next: NextFn) {
    const store = this.#config.stores[this.#config.store](ctx, this.#config)
    if (!(store instanceof SessionStore)) {
      throw new RuntimeException(`The session store "${this.#config.store}" has no versions`)
    }
    const session = new VisitorSession(this.#config, store, this.#life, this.#emitter, ctx)
    ctx.session = session
    await session.initiate(false)
    if (session.isResting) {
      if (isAboutVisitor(ctx.request)) throw new SessionsRestingException('Redis does not answer')
      ctx.response.header('Cache-Control', 'no-store')
    }
    await next()

    if (isCounted(ctx.request) && ctx.response.getStatus() < 500) await this.#save(session, ctx)
    if (session.wasUsed) markAsPrivate(ctx.response)
  }

  async #save(session: VisitorSession, { request, response }: HttpContext) {
    try {
      await session.commit()
    } catch (error) {
      // a page that was only to be read is none the worse for it
      if (error instanceof SessionsRestingException && isReading(request)) return
      // the page is ready, and the error page would keep its status, its text and where it leads
      response.status(500)
      response.lazyBody = {}
      response.removeHeader('location')
      throw error
    }
  }
}

function isReading(request: HttpRequest) {
  return ['GET', 'HEAD'].includes(request.method())
}

/** Whether without the session there is nothing to show or do. */
function isAboutVisitor(request: HttpRequest) {
  return !isReading(request) || /^\/(visit|reading-list|preferences)(\/|$)/.test(request.url())
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
