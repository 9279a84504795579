import { hash } from 'node:crypto'
import type { Session } from '@adonisjs/session'
import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'
import { RULES } from '#about/rules'
import { momentNow } from '#clock'
import { AtDesk } from '#desk/at_desk'
import { lineOf, read, type Reading } from '#desk/reading'
import AskFirstException from '#exceptions/ask_first_exception'
import NotDoneException from '#exceptions/not_done_exception'
import BookInstance, { UUID } from '#models/book_instance'
import DeskAct from '#models/desk_act'
import { type Question, undo } from '#models/lending'
import Loan from '#models/loan'
import Member from '#models/member'
import { readId } from '#search/list_parameters'
import { asTimestamp } from '#sql/timestamps'

export type Values = Record<string, string | number>

/** What came of a scan, which the page tells in a sentence. */
export interface Outcome {
  kind: 'done' | 'asked' | 'refused'
  /** The key of the sentence. */
  text: string
  /** What is put into it; a `day` is one as "2026-12-09". */
  values: Values
  /** What needs a yes, and why. */
  ask?: { copy: string; yes: Question[]; reasons: { text: Question; values: Values }[] }
  /** Which of these is meant. */
  members?: Member[]
  copies?: BookInstance[]
  /** The book that was asked about before, and that this scan says no to. */
  dropped?: string
}

/** A form of the desk, as it was sent. */
type Fields = Record<string, unknown>

/** What was done with the copy since. */
const LATER = `select 1 from desk_acts as later where later.copy_id = desk_acts.copy_id
  and later.id > desk_acts.id and later.undone_at is null`

/** The desk that a browser is, at whose hands. */
export class Desk {
  readonly atDesk: AtDesk

  constructor(
    session: Session,
    private readonly by: Member
  ) {
    this.atDesk = new AtDesk(session)
  }

  /** What was typed or scanned; or the member or copy that a button names, perhaps with a yes. */
  async take(fields: Fields): Promise<Outcome | null> {
    const line = lineOf(fields.typed)
    const asked = await copyNamed(fields.copy)
    if (line) {
      const reading = await read(line)
      // No scan says yes to a question, not even one of the same copy
      const outcome = await this.#do(reading, { ...fields, yes: null })
      const isSame = reading.what === 'copy' && reading.copy.id === asked?.id
      return asked && !isSame ? { ...outcome, dropped: asked.book.title } : outcome
    }
    const memberId = readId(fields.member)
    const member = memberId && (await Member.find(memberId))
    if (member) return this.#do({ what: 'member', member }, fields)
    return asked && this.#do({ what: 'copy', copy: asked }, fields)
  }

  /** Until a day, as a form has it: "2026-12-09". */
  renew(loan: Loan, dueOn: DateTime, fields: Fields) {
    const order = this.#order(fields, `renew ${loan.id}`)
    return this.#try(loan.copy, () => loan.renew(dueOn, order))
  }

  takeBack(loan: Loan, fields: Fields) {
    const order = this.#order(fields, `return ${loan.id}`)
    return this.#try(loan.copy, () => loan.return(order))
  }

  async undo(act: DeskAct) {
    const copy = await BookInstance.query().where('id', act.copyId).preload('book').firstOrFail()
    const outcome = await this.#try(copy, () => undo(act))
    return outcome.kind === 'done' ? { ...outcome, text: `desk_said.undone_${act.kind}` } : outcome
  }

  /** One that these hands may undo. @throws where it is none */
  ownAct(id: number) {
    return this.#ownActs().where('id', id).firstOrFail()
  }

  /** What was done at these hands in the last day, which no loan forgets yet. */
  #ownActs() {
    return DeskAct.query()
      .where('doneAt', '>=', asTimestamp(db.connection(), momentNow().minus({ days: 1 })))
      .where('byId', this.by.id)
  }

  /** The last ten of them, the latest first. */
  async lastActs() {
    const acts = await this.#ownActs()
      .select('desk_acts.*')
      .select(db.raw(`exists (${LATER}) as is_built_on`))
      .whereNull('undoneAt')
      .orderBy('doneAt', 'desc')
      .orderBy('id', 'desc')
      .limit(10)
      .preload('copy', (copies) => copies.preload('book'))
      .preload('loan', (loans) => loans.preload('member'))
    return acts.map((act) => ({
      id: act.id,
      canBeUndone: !act.$extras.is_built_on,
      ...outcomeOf(act),
    }))
  }

  async #do(reading: Reading, fields: Fields): Promise<Outcome> {
    switch (reading.what) {
      case 'nothing':
        return refused(`desk_said.${reading.why}`, { name: reading.name })
      case 'choice':
        return asksWhich(reading)
      case 'member':
        return this.#open(reading.member)
      case 'copy':
        return this.#lendOrTakeBack(reading.copy, fields)
    }
  }

  async #open(member: Member): Promise<Outcome> {
    this.atDesk.open(member)
    const { whyNoLoan } = member
    if (whyNoLoan) return refused(`refusals.${whyNoLoan.reason}`, whyNoLoan.values)
    return { kind: 'done', text: 'desk_said.opened', values: { member: member.name } }
  }

  async #lendOrTakeBack(copy: BookInstance, fields: Fields): Promise<Outcome> {
    const order = this.#order(fields)
    const member = await this.atDesk.member()
    // The page may be older than what this browser did in another since; what is done is told again
    const isSame = (member ? String(member.id) : '') === (fields.at ?? '')
    if (!isSame && !(order.scan && (await DeskAct.findBy('scan', order.scan)))) {
      return refused('desk_said.changed', { title: copy.book.title })
    }
    return this.#try(copy, () => (member ? copy.lend(member, order) : copy.return(order)), member)
  }

  async #try(
    copy: BookInstance,
    work: () => Promise<DeskAct>,
    member?: Member | null
  ): Promise<Outcome> {
    try {
      const act = await work()
      await act.load((relations) => {
        relations.load('copy', (copies) => copies.preload('book'))
        relations.load('loan', (loans) => loans.preload('member'))
      })
      return outcomeOf(act)
    } catch (error) {
      const about = { title: copy.book.title, code: copy.code, member: member?.name ?? '' }
      if (error instanceof NotDoneException) {
        return refused(`refusals.${error.reason}`, { ...about, ...error.values })
      }
      if (!(error instanceof AskFirstException)) throw error
      const yes: Question[] = error.questions
      const open = await Loan.query()
        .where('copyId', copy.id)
        .whereNull('returnedAt')
        .preload('member')
        .first()
      const values = { ...about, borrower: open?.member?.name ?? '', count: RULES.mostLoans }
      const reasons = yes.map((text) => ({ text, values }))
      const ask = { copy: copy.id, yes, reasons }
      return { kind: 'asked', text: 'desk_said.lend', values, ask }
    }
  }

  #order({ scan, yes, typed, copy }: Fields, button = '') {
    // The forms of a page have one id: what each sends is part of it. And so a browser that goes back,
    // and has the page of another scan, does another one
    const all = JSON.stringify([scan, button, typed, copy, yes])
    return {
      by: this.by,
      scan: typeof scan === 'string' ? hash('sha256', all, 'base64url').slice(0, 40) : null,
      yes: (typeof yes === 'string' ? yes.split(',') : []) as Question[],
    }
  }
}

function outcomeOf({ kind, copy, loan }: DeskAct): Outcome {
  const { title } = copy.book
  const values = {
    title,
    member: loan?.member?.name ?? '',
    day: loan?.dueOn?.toISODate() ?? '',
  }
  return { kind: 'done', text: `desk_said.${kind}`, values }
}

function refused(text: string, values: Values): Outcome {
  return { kind: 'refused', text, values }
}

function asksWhich({ members, copies }: Extract<Reading, { what: 'choice' }>): Outcome {
  return { kind: 'asked', text: 'desk_said.which', values: {}, members, copies }
}

async function copyNamed(id: unknown) {
  if (typeof id !== 'string' || !UUID.test(id)) return null
  return BookInstance.query().where('id', id).preload('book').first()
}
