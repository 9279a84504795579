import type { HttpContext } from '@adonisjs/core/http'
import { signOut } from '#accounts/sign_ins'
import { isCounted } from '#session/audience'
import { recall } from '#visitor/memory'
import { LABELS, choicesIn } from '#visitor/preferences'
import { describeVisit } from '#visitor/visit_file'

export default class VisitController {
  /** A browser that sends no cookie is sent round once, to see whether it keeps any. */
  async show({ i18n, request, response, session, view }: HttpContext) {
    const wasChecked = request.qs().cookies === 'checked'
    const canCheck = session.fresh && !session.isResting && isCounted(request)
    if (canCheck && !wasChecked) {
      session.setTestCookie()
      return response.redirect().toPath('/visit?cookies=checked')
    }
    session.deleteTestCookie()

    return view.render('pages/visit/show', {
      keepsNoCookies: canCheck && wasChecked,
      memory: await recall(session, i18n.locale),
      until: session.expiryDate(),
      choices: choicesIn(i18n),
      labels: LABELS,
    })
  }

  /** The same as a file, laid out for people to read. */
  async download({ i18n, response, session }: HttpContext) {
    response.header('content-type', 'application/json; charset=utf-8')
    response.header('content-disposition', 'attachment; filename="your-visit.json"')
    return `${JSON.stringify(await describeVisit(i18n, session), null, 2)}\n`
  }

  /** The page that says so needs no session, and can be loaded again. */
  async destroy(ctx: HttpContext) {
    await signOut(ctx)
    return ctx.response.redirect().toPath('/visit/ended')
  }

  /** What a visitor sees who was forgotten, and where a shared terminal rests. */
  async ended({ response, session, view }: HttpContext) {
    if (!session.fresh) return response.redirect().toPath('/visit')
    return view.render('pages/visit/forgotten')
  }
}
