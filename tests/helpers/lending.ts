import db from '@adonisjs/lucid/services/db'
import { today } from '#clock'
import BookInstance from '#models/book_instance'
import Loan from '#models/loan'
import { disagreements } from '#models/ledger'
import { listBook } from '#tests/helpers/library'

/** A copy on the shelf, of a book that has no other. */
export async function shelve(title: string, facts: Partial<BookInstance> = {}) {
  const book = await listBook(title, { copies: 1 })
  const copy = await BookInstance.query().where('bookId', book.id).preload('book').firstOrFail()
  return copy.merge(facts).save()
}

export const inDays = (days: number) => today().plus({ days })

/** Puts the due day of a copy on loan so many days back. */
export async function letFallDue(copy: BookInstance, days: number) {
  const due = inDays(-days).toISODate()
  await Loan.query().where('copyId', copy.id).whereNull('returnedAt').update({ dueOn: due })
  await BookInstance.query().where('id', copy.id).update({ dueBack: due })
}

/** Puts what was returned so many hours back. */
export async function letHoursPass(hours: number) {
  for (const loan of await Loan.query().whereNotNull('returnedAt')) {
    await loan.merge({ returnedAt: loan.returnedAt!.minus({ hours }) }).save()
  }
}

/** The copy and its open loan, as one line: "on_loan until 2026-12-21 with 12". */
export async function stateOf(copy: BookInstance) {
  const { status, dueBack } = await BookInstance.findOrFail(copy.id)
  const open = await Loan.openOf(copy.id)
  return [
    status,
    ...(dueBack ? [`until ${dueBack.toISODate()}`] : []),
    ...(open ? [`with ${open.memberId ?? 'nobody'}`] : []),
  ].join(' ')
}

/** Where copies and loans disagree, in words. */
export async function wrongs() {
  const found = await disagreements(db.connection())
  return found.map(({ wrong }) => wrong)
}
