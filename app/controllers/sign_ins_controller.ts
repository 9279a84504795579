import type { HttpContext } from '@adonisjs/core/http'
import { signInAs, signOut } from '#accounts/sign_ins'
import { faultOfTry } from '#accounts/tries'
import { pathIn, textOf } from '#accounts/fields'
import Member from '#models/member'

export default class SignInsController {
  async create({ auth, request, response, view }: HttpContext) {
    const to = pathIn(request.qs().to)
    if (auth.use('web').user) return response.redirect().toPath(to)
    return view.render('pages/sign_in', { to, name: '' })
  }

  async store(ctx: HttpContext) {
    const { request, response, view } = ctx
    const [name, password] = ['name', 'password'].map((field) => textOf(request.input(field)))
    const to = pathIn(request.input('to'))
    const member = name ? await Member.findByReference(name) : null
    const fault = await faultOfTry(ctx, { member, name, password, wrong: 'sign_in.wrong' })
    if (fault) return view.render('pages/sign_in', { to, name, fault })

    await signInAs(member!, ctx)
    return response.redirect().status(303).toPath(to)
  }

  async destroy(ctx: HttpContext) {
    await signOut(ctx)
    return ctx.response.redirect().status(303).toPath('/')
  }
}
