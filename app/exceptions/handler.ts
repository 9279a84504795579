import app from '@adonisjs/core/services/app'
import { errors, type HttpContext, ExceptionHandler } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { isServerAway } from '#exceptions/database_errors'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import type { StatusPageRange, StatusPageRenderer } from '@adonisjs/core/types/http'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A database that cannot be asked just now: it is starting, being restored, or in another's hands. */
const BUSY = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED'])
const BUSY_SECONDS = 30

function isDatabaseAway(error: unknown) {
  return BUSY.has(Object(error).code) || isServerAway(error)
}

const brokenPage: StatusPageRenderer = (_, { view }) => view.render('pages/errors/server_error')

export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = app.inDev
  protected renderStatusPages = true
  protected ignoreCodes = ['E_ROW_NOT_FOUND', 'E_PAST_LAST_PAGE']

  protected statusPages: Record<StatusPageRange, StatusPageRenderer> = {
    '403': (_, { view }) => view.render('pages/errors/refused'),
    '404': (_, { view }) => view.render('pages/errors/not_found'),
    '405': (_, { view }) => view.render('pages/errors/method_not_allowed'),
    '503': (error, { view }) =>
      view.render(
        error instanceof SessionsRestingException
          ? 'pages/errors/resting'
          : 'pages/errors/unavailable'
      ),
    ...(!app.inDev && { '500..502': brokenPage, '504..599': brokenPage }),
  }

  async handle(error: unknown, ctx: HttpContext) {
    if (error instanceof SessionsRestingException || isDatabaseAway(error)) {
      ctx.response.header('retry-after', String(BUSY_SECONDS))
      Object(error).status = 503
      ctx.response.status(503)
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
