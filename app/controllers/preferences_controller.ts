import type { HttpContext } from '@adonisjs/core/http'
import { CHOICES, LABELS, Preferences } from '#visitor/preferences'

export default class PreferencesController {
  async edit({ view }: HttpContext) {
    return view.render('pages/preferences/edit', { choices: CHOICES, labels: LABELS })
  }

  /** Saves what the form has; the page that it stood on shows it at once. */
  async update({ request, response, session }: HttpContext) {
    new Preferences(session).save(request.body())
    session.flash('message', 'Your preferences are saved.')
    return response.redirect().status(303).withQs().back('/preferences')
  }
}
