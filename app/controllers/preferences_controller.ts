import type { HttpContext } from '@adonisjs/core/http'
import { speak } from '#languages/speech'
import { LABELS, Preferences, choicesIn } from '#visitor/preferences'

export default class PreferencesController {
  async edit({ i18n, view }: HttpContext) {
    return view.render('pages/preferences/edit', { choices: choicesIn(i18n), labels: LABELS })
  }

  /** Saves what the form has; the page that it stood on shows it at once. */
  async update(ctx: HttpContext) {
    const { request, response, session } = ctx
    const preferences = new Preferences(session)
    preferences.save(request.body())
    await speak(ctx, preferences.values.language)
    session.flash('message', ctx.i18n.t('preferences.saved'))

    const redirect = response.redirect().status(303).withQs()
    // A language that the address asks for would hold against the one that was just chosen
    if (request.input('language')) redirect.withQs('lang', undefined)
    return redirect.back('/preferences')
  }
}
