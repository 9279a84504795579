import type { HttpContext } from '@adonisjs/core/http'
import { textOf } from '#accounts/fields'
import { LENGTHS } from '#accounts/passwords'
import { type Beginning, beginLibrary, faultsOf, isSetupLink } from '#accounts/setup'
import { signInAs } from '#accounts/sign_ins'
import { sayBusy } from '#accounts/tries'
import RefusedException from '#exceptions/refused_exception'
import { removeExamples } from '#import/examples'

const FIELDS = ['library', 'language', 'name', 'email', 'password'] as const

export default class SetupController {
  async show(ctx: HttpContext) {
    const link = textOf(ctx.request.qs().link)
    if (!(await isSetupLink(link))) return refuse(ctx)
    return ctx.view.render('pages/setup', {
      link,
      lengths: LENGTHS,
      values: { language: ctx.i18n.locale, examples: 'keep' },
      faults: {},
    })
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session, view } = ctx
    const link = textOf(request.input('link'))
    if (!(await isSetupLink(link))) return refuse(ctx)
    const fields = FIELDS.map((field) => [field, textOf(request.input(field))])
    const beginning = Object.fromEntries(fields) as Beginning
    const examples = request.input('examples') === 'remove' ? 'remove' : 'keep'
    const shown = { link, lengths: LENGTHS, values: { ...beginning, examples }, faults: {} }
    const faults = await faultsOf(beginning)
    if (faults.length > 0) {
      response.status(422)
      return view.render('pages/setup', {
        ...shown,
        faults: Object.fromEntries(faults.map(([field, key]) => [field, i18n.t(key, LENGTHS)])),
      })
    }

    let admin
    try {
      admin = await beginLibrary(link, beginning)
    } catch (error) {
      return view.render('pages/setup', { ...shown, fault: sayBusy(ctx, error) })
    }
    if (!admin) return refuse(ctx)
    const isDone = examples !== 'remove' || (await areRemoved())
    await signInAs(admin, ctx)
    session.flash('message', i18n.t(isDone ? 'setup.done' : 'setup.examples_stay'))
    return response.redirect().status(303).toPath('/account')
  }
}

/** Whether the example books are gone: they stay while copies of them are on loan to members. */
async function areRemoved() {
  try {
    await removeExamples()
    return true
  } catch (error) {
    if (error instanceof RefusedException) return false
    throw error
  }
}

function refuse({ response, view }: HttpContext) {
  response.status(403)
  return view.render('pages/setup_closed')
}
