import app from '@adonisjs/core/services/app'
import { errors, type HttpContext, ExceptionHandler } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { TooManyRequestsException } from '#exceptions/errors'
import { speak, textsIn } from '#languages/speech'
import Library from '#models/library'
import { meetMember } from '#middleware/member_middleware'
import { introduce } from '#middleware/visitor_middleware'
import SessionMiddleware from '#session/session_middleware'
import { isUnavailable } from '#sql/errors'
import type { HttpError, StatusPageRange, StatusPageRenderer } from '@adonisjs/core/types/http'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The page for what has a page of its own, and below for each status. */
const PAGES_OF_CODES: Record<string, string> = {
  E_LIST_LINK: 'list_link',
  E_NOT_ALLOWED: 'not_allowed',
  E_SESSIONS_RESTING: 'resting',
  E_TOO_MANY_VISITS: 'too_many_visits',
}
const PAGES = {
  // What no page of the site and no browser sends
  ...Object.fromEntries(
    ['400..402', '406..412', '414..421', '423..428', '430..499'].map((range) => [range, 'unread'])
  ),
  '403': 'refused',
  '404': 'not_found',
  '405': 'method_not_allowed',
  '413': 'too_large',
  '422': 'session_full',
  '429': 'too_many_requests',
  '503': 'unavailable',
  // While developing, the fault itself is shown
  ...(!app.inDev && { '500..502': 'server_error', '504..599': 'server_error' }),
}

export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = app.inDev
  protected renderStatusPages = true
  // app/session/circuit_breaker.ts says it, once
  protected ignoreCodes = ['E_DATABASE_FILE_GONE']

  protected statusPages: Record<StatusPageRange, StatusPageRenderer> = Object.fromEntries(
    Object.entries(PAGES).map(([status, page]) => [
      status,
      async (error, ctx) => {
        // Who was met already may have chosen a language
        if (!ctx.i18n) await speakAnyway(ctx)
        await meetVisitor(error, ctx)
        return ctx.view.render(`pages/errors/${PAGES_OF_CODES[Object(error).code] ?? page}`)
      },
    ])
  )

  /** What any stranger can cause is no fault of the site, and does not fill its log. */
  protected shouldReport(error: HttpError) {
    return error.status! >= 500 && super.shouldReport(error)
  }

  async handle(error: unknown, ctx: HttpContext) {
    if (isUnavailable(error)) {
      ctx.response.header('retry-after', '30')
      Object(error).status = 503
      ctx.response.status(503)
    }
    // A body that says it is compressed, and is not
    if (/^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI)/.test(Object(error).code)) Object(error).status = 400
    if (error instanceof TooManyRequestsException) {
      ctx.response.header('retry-after', String(error.retryAfter))
    }
    if (error instanceof errors.E_ROUTE_NOT_FOUND) {
      const allowed = METHODS.filter((method) => router.match(ctx.request.url(), method, false))
      if (allowed.length > 0 && !allowed.includes(ctx.request.method())) {
        ctx.response.header('allow', allowed.join(', '))
        error.status = 405
      }
    }
    return super.handle(error, ctx)
  }
}

/** Where the library cannot be read at all, the page is in English and of a library without a name. */
async function speakAnyway(ctx: HttpContext) {
  try {
    await speak(ctx)
  } catch {
    ctx.i18n = textsIn('en')
    ctx.view.share({ i18n: ctx.i18n, library: new Library() })
  }
}

/**
 * An error may come before the session was read. Reads it, so that the page has the usual header;
 * where nothing can be read, or too much is asked for, the page does without. Nothing is saved.
 */
async function meetVisitor(error: unknown, ctx: HttpContext) {
  if (ctx.session || isUnavailable(error) || error instanceof TooManyRequestsException) return
  try {
    const sessions = await ctx.containerResolver.make(SessionMiddleware)
    if (!(await sessions.recognise(ctx))) return
    await meetMember(ctx)
    await introduce(ctx)
  } catch {
    // The error that the page is about is told, and no other
  }
}
