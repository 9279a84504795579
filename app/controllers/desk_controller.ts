import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { RULES } from '#about/rules'
import { today } from '#clock'
import { Desk, type Outcome } from '#desk/desk'
import { lineOf } from '#desk/reading'
import { spokenValues } from '#desk/words'
import Loan from '#models/loan'

/** Each answers with the desk as it is then, and a sentence on what was done. */
export default class DeskController {
  async show(ctx: HttpContext) {
    return answer(ctx, deskOf(ctx), null)
  }

  /** A scan, or what was typed; or the yes to a question. */
  async store(ctx: HttpContext) {
    const desk = deskOf(ctx)
    return answer(ctx, desk, await desk.take(ctx.request.body()))
  }

  async renew(ctx: HttpContext) {
    const desk = deskOf(ctx)
    const loan = await loanOf(ctx)
    const dueOn = lineOf(ctx.request.input('due_on'))
    const outcome = await desk.renew(loan, dayIn(dueOn), ctx.request.body())
    const fault = outcome.kind === 'refused' && { loan: loan.id, dueOn }
    return answer(ctx, desk, outcome, { fault })
  }

  async takeBack(ctx: HttpContext) {
    const desk = deskOf(ctx)
    return answer(ctx, desk, await desk.takeBack(await loanOf(ctx), ctx.request.body()))
  }

  async undo(ctx: HttpContext) {
    const desk = deskOf(ctx)
    return answer(ctx, desk, await desk.undo(await desk.ownAct(ctx.params.id)))
  }

  /** The member goes. */
  async close(ctx: HttpContext) {
    deskOf(ctx).atDesk.close()
    return ctx.response.redirect().status(303).toPath('/desk')
  }
}

/** A day as a browser's field of dates sends it; any other text is none. */
function dayIn(text: string) {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  return isDay ? DateTime.fromISO(text) : DateTime.invalid('no day')
}

function deskOf({ auth, session }: HttpContext) {
  return new Desk(session, auth.use('web').user!)
}

function loanOf({ params }: HttpContext) {
  return Loan.query()
    .where('id', params.id)
    .preload('copy', (copies) => copies.preload('book'))
    .firstOrFail()
}

async function answer(
  { i18n, request, view }: HttpContext,
  desk: Desk,
  outcome: Outcome | null,
  facts = {}
) {
  const atDesk = await desk.atDesk.member()
  const loans = atDesk && (await Loan.openWith(atDesk))
  const first = today()
  return view.render('pages/desk/show', {
    atDesk,
    loans,
    outcome,
    acts: await desk.lastActs(),
    said: (values: Outcome['values']) => spokenValues(i18n, values),
    scan: randomUUID(),
    typed: lineOf(request.qs().typed),
    renewal: {
      first: first.toISODate(),
      usual: first.plus({ days: RULES.loanDays }).toISODate(),
      last: first.plus({ days: RULES.farthestRenewal }).toISODate(),
    },
    ...facts,
  })
}
