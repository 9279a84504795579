import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { openDayFrom, RULES } from '#about/rules'
import { momentNow, today } from '#clock'
import AskFirstException from '#exceptions/ask_first_exception'
import NotDoneException from '#exceptions/not_done_exception'
import BookInstance from '#models/book_instance'
import DeskAct, { type Before } from '#models/desk_act'
import Library from '#models/library'
import Loan from '#models/loan'
import Member from '#models/member'
import { patiently } from '#sql/patience'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'

/**
 * The verbs of the desk. Each is one transaction, of the loan, the copy's status and the act, or
 * nothing; and gives the act.
 */

const QUESTIONS = {
  on_loan: 'It is on loan to somebody else',
  reserved: 'It is reserved',
  lost: 'It is marked as lost',
  too_many: `The member has ${RULES.mostLoans} books already`,
  overdue: 'The member has books that are overdue',
}

export type Question = keyof typeof QUESTIONS

/** How long a scan waits for others who write, such as an import, in milliseconds. */
const PATIENCE = 5_000

export interface DeskOrder {
  /** At whose hands it is done. */
  by?: Member | null
  /** The id of a scan, which is done once, however often it is sent. */
  scan?: string | null
  /** What was asked before, and said yes to. */
  yes?: Question[]
}

/**
 * Lends a copy, to nobody whose name is known where there is no member; one that the member has
 * already is renewed.
 * @throws NotDoneException where it cannot be, AskFirstException where somebody has to say yes first
 */
export async function lend(
  copy: BookInstance,
  member: Member | null,
  { dueOn, ...order }: DeskOrder & { dueOn?: DateTime } = {}
) {
  const due = await dueDay(dueOn)
  return act(copy, order, async (client) => {
    const open = await Loan.openOf(copy.id, client)
    if (open && member && open.memberId === member.id) {
      const day = due.toISODate()!
      if (open.dueOn?.toISODate() === day) {
        // A scanner may read it twice, and there are few renewals
        const sentence = `${member.name} has copy ${copy.code} until ${day} already.`
        throw new NotDoneException('already', sentence, { member: member.name, day })
      }
      return renewOpen(client, copy, open, { due, dueOn }, order)
    }
    if (copy.status === 'maintenance' || copy.status === 'withdrawn') {
      const { code, status, statusInWords } = copy
      const sentence = `Copy ${code} cannot be lent: it is ${statusInWords}.`
      throw new NotDoneException(status, sentence, { code })
    }
    // Who may have been deleted or barred meanwhile
    const present = member && (await Member.query({ client }).where('id', member.id).first())
    if (member && !present) throw new NotDoneException('gone', 'This member was deleted.')
    if (present?.whyNoLoan) throw present.whyNoLoan
    if (daysAhead(dueOn) < 0) {
      const sentence = 'The due date must be today or later, for example 2027-01-31.'
      throw new NotDoneException('due_in_past', sentence)
    }

    const questions = await questionsOf(client, copy, member)
    const unanswered = questions.filter((question) => !order.yes?.includes(question))
    if (unanswered.length > 0) {
      const reasons = unanswered.map((question) => QUESTIONS[question]).join('. ')
      throw new AskFirstException(unanswered, `${reasons}.`)
    }

    const before = stateOf(copy)
    if (open) await open.merge({ returnedAt: momentNow() }).save()
    const loan = await Loan.create(
      {
        copyId: copy.id,
        memberId: member?.id ?? null,
        groupName: member?.groupName ?? null,
        lentAt: momentNow(),
        dueOn: due,
      },
      { client }
    )
    await copy.merge({ status: 'on_loan', dueBack: due }).save()
    return note(client, 'lent', loan, { ...before, ended: open?.id }, { ...order, yes: questions })
  })
}

/**
 * Ends the loan of a copy, which is available then; only this loan, where one is named. A copy that
 * was lost is found.
 * @throws NotDoneException unless it is on loan or lost
 */
export async function takeBack(
  copy: BookInstance,
  { loanId, ...order }: DeskOrder & { loanId?: number } = {}
) {
  return act(copy, order, async (client) => {
    const open = await Loan.openOf(copy.id, client)
    if (loanId && open?.id !== loanId) throw new NotDoneException('over', 'This loan is over.')
    if (!open && !['on_loan', 'lost'].includes(copy.status)) {
      const { code, status, statusInWords } = copy
      const sentence = `Copy ${code} cannot be returned: it is ${statusInWords}.`
      throw new NotDoneException('not_on_loan', sentence, { code, status })
    }
    // One that was put on loan by other means than the desk has none
    const lost = { copyId: copy.id, lentAt: momentNow(), dueOn: copy.dueBack }
    const loan = open ?? (await Loan.create(lost, { client }))
    const before = stateOf(copy)
    await loan.merge({ returnedAt: momentNow() }).save()
    await copy.merge({ status: 'available', dueBack: null }).save()
    return note(client, 'returned', loan, before, order)
  })
}

/** @throws NotDoneException where the loan is over, the day is none, or it was renewed too often */
export async function renew(loan: Loan, dueOn?: DateTime, order: DeskOrder = {}) {
  const copy = await BookInstance.findOrFail(loan.copyId)
  const due = await dueDay(dueOn)
  return act(copy, order, async (client) => {
    const open = await Loan.openOf(copy.id, client)
    if (!open || open.id !== loan.id) throw new NotDoneException('over', 'This loan is over.')
    return renewOpen(client, copy, open, { due, dueOn }, order)
  })
}

async function renewOpen(
  client: TransactionClientContract,
  copy: BookInstance,
  loan: Loan,
  { due, dueOn }: { due: DateTime; dueOn?: DateTime },
  order: DeskOrder
) {
  if (daysAhead(dueOn) < 0) {
    throw new NotDoneException('renewal_in_past', 'Invalid date - renewal in past')
  }
  // Closed days may put a day off farther
  if (daysAhead(dueOn) > RULES.farthestRenewal) {
    const sentence = 'Invalid date - renewal more than 4 weeks ahead'
    throw new NotDoneException('renewal_too_far', sentence)
  }
  const { renewals: count } = loan
  if (count >= RULES.mostRenewals) {
    const sentence = `This loan was renewed ${count} times, which is the most.`
    throw new NotDoneException('renewed_most', sentence, { count })
  }
  const before = { ...stateOf(copy), renewals: count }
  await loan.merge({ dueOn: due, renewals: count + 1 }).save()
  await copy.merge({ status: 'on_loan', dueBack: due }).save()
  return note(client, 'renewed', loan, before, order)
}

/**
 * Puts back what an act changed; one that is undone already stays so.
 * @throws NotDoneException where something else was done with the copy since
 */
export async function undo(deskAct: DeskAct) {
  const copy = await BookInstance.findOrFail(deskAct.copyId)
  return act(copy, {}, async (client) => {
    const latest = await DeskAct.query({ client })
      .where('copyId', copy.id)
      .where((query) => query.whereNull('undoneAt').orWhere('id', deskAct.id))
      .orderBy('id', 'desc')
      .preload('loan')
      .firstOrFail()
    if (latest.id === deskAct.id && latest.undoneAt) return latest
    const { kind, before, loan } = latest
    // Which its status tells where it was changed by other means than the desk
    const isAsLeft =
      kind === 'returned'
        ? copy.status === 'available'
        : copy.status === 'on_loan' && loan && !loan.returnedAt
    if (latest.id !== deskAct.id || !loan || !isAsLeft) {
      const sentence = 'Something else was done with this copy since.'
      throw new NotDoneException('built_on', sentence)
    }
    const dueOn = before.dueBack ? DateTime.fromISO(before.dueBack) : null
    // A copy that was lost had none before it was found
    const isNew = kind === 'lent' || before.status !== 'on_loan'
    await latest.merge({ undoneAt: momentNow(), loanId: isNew ? null : loan.id }).save()
    if (isNew) await loan.delete()
    else if (kind === 'renewed') await loan.merge({ dueOn, renewals: before.renewals }).save()
    else await loan.merge({ returnedAt: null }).save()
    if (before.ended) {
      await Loan.query({ client }).where('id', before.ended).update({ returnedAt: null })
    }
    await copy.merge({ status: before.status, dueBack: dueOn }).save()
    return latest
  })
}

/** Gives a copy any status but on loan; what is on loan comes back first. */
export function changeStatus(
  copy: BookInstance,
  status: Exclude<BookInstance['status'], 'on_loan'>
) {
  return withCopy(copy, async (client) => {
    const open = await Loan.openOf(copy.id, client)
    await open?.merge({ returnedAt: momentNow() }).save()
    return copy.merge({ status, dueBack: null }).save()
  })
}

/** What one scan has done is not done again: the act is given that it was. */
function act(
  copy: BookInstance,
  { scan }: DeskOrder,
  work: (client: TransactionClientContract) => Promise<DeskAct>
) {
  return withCopy(copy, async (client) => {
    const done =
      scan && (await DeskAct.query({ client }).where('scan', scan).preload('loan').first())
    if (!done) return work(client)
    if (done.undoneAt) throw new NotDoneException('undone', 'This was undone since.')
    return done
  })
}

/** Does it while nobody else does anything with the copy, which is as it is then. */
function withCopy<T>(copy: BookInstance, work: (client: TransactionClientContract) => Promise<T>) {
  const attempt = () =>
    transaction(db.connection(), async (client) => {
      // Which takes the lock, on either database, before anything is read
      await run(client, 'update book_instances set updated_at = updated_at where id = ?', [copy.id])
      copy.useTransaction(client)
      await copy.refresh()
      return work(client)
    })
  return patiently(attempt, PATIENCE)
}

function stateOf({ status, dueBack }: BookInstance): Before {
  return { status, dueBack: dueBack?.toISODate() ?? null }
}

async function note(
  client: TransactionClientContract,
  kind: DeskAct['kind'],
  loan: Loan,
  before: Before,
  { by, scan, yes }: DeskOrder
) {
  const { id: loanId, copyId } = loan
  const done = await DeskAct.create(
    { kind, loanId, copyId, before, yes, byId: by?.id, scan, doneAt: momentNow() },
    { client }
  )
  done.$setRelated('loan', loan)
  return done
}

/**
 * The day that is asked for, or the usual one; the next on which the library is open. Asked before a
 * transaction is begun, which on SQLite has the one connection.
 */
async function dueDay(asked?: DateTime) {
  if (asked && !asked.isValid) {
    throw new NotDoneException('no_date', 'This is no date. One is written as 2027-01-31.')
  }
  const day = asked ?? today().plus({ days: RULES.loanDays })
  return openDayFrom(day.startOf('day'), await Library.current())
}

/** How many days from today on it is; below 0 for a day gone by. */
function daysAhead(day = today() as DateTime) {
  return day.startOf('day').diff(today(), 'days').days
}

async function questionsOf(
  client: TransactionClientContract,
  copy: BookInstance,
  member: Member | null
) {
  const [{ open, late }] = await run<{ open: number; late: number }>(
    client,
    `select count(*) as open, count(case when due_on < ? then 1 end) as late
     from loans where member_id = ? and returned_at is null`,
    [today().toISODate()!, member?.id ?? 0]
  )
  const isSo: Record<Question, boolean> = {
    on_loan: copy.status === 'on_loan',
    reserved: copy.status === 'reserved',
    lost: copy.status === 'lost',
    too_many: Number(open) >= RULES.mostLoans,
    overdue: Number(late) > 0,
  }
  return (Object.keys(isSo) as Question[]).filter((question) => isSo[question])
}
