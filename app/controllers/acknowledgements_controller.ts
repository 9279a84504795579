import type { HttpContext } from '@adonisjs/core/http'
import Notice from '#models/notice'
import { Acknowledgements } from '#visitor/acknowledgements'

export default class AcknowledgementsController {
  /** A notice that came up meanwhile, which the form does not name, stays: it was not read. */
  async store({ i18n, request, response, session, view }: HttpContext) {
    const notice = await Notice.current()
    const wasRead = !notice || notice.version === request.input('notice')
    if (notice && wasRead) new Acknowledgements(session).add(notice)
    const message = i18n.t(wasRead ? 'notice.closed' : 'notice.new')

    if (request.header('hx-request-type') === 'partial') {
      return view.render('fragments/acknowledged', { message })
    }
    if (!wasRead) session.flash('message', message)
    return response.redirect().status(303).withQs().back('/')
  }
}
