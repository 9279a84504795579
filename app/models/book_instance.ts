import { randomUUID } from 'node:crypto'
import {
  beforeCreate,
  beforeDelete,
  beforeSave,
  belongsTo,
  column,
  scope,
} from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DateTime } from 'luxon'
import { nextCodes } from '#catalogue/codes'
import { BookInstanceSchema } from '#database/schema'
import RefusedException from '#exceptions/refused_exception'
import Book from '#models/book'
import { changeStatus, type DeskOrder, lend, takeBack } from '#models/lending'
import Loan from '#models/loan'
import type Member from '#models/member'

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export type CopyStatus = BookInstance['status']

/** As commands print them. */
const IN_WORDS: Record<CopyStatus, string> = {
  available: 'available',
  on_loan: 'on loan',
  reserved: 'reserved',
  maintenance: 'in maintenance',
  lost: 'lost',
  withdrawn: 'withdrawn',
}

export const COPY_STATUSES = Object.keys(IN_WORDS) as CopyStatus[]

export function isCopyStatus(text: string): text is CopyStatus {
  return Object.hasOwn(IN_WORDS, text)
}

/** Whether it names the copy that has it for its code, and no book. */
export function isCodeNumber(reference: string) {
  return /^\d{1,9}$/.test(reference)
}

/** A copy: one physical book on a shelf. */
export default class BookInstance extends BookInstanceSchema {
  static selfAssignPrimaryKey = true

  /** The number on its label, or what else that says. */
  @column()
  declare code: string

  @belongsTo(() => Book)
  declare book: BelongsTo<typeof Book>

  /** As people count: "9" before "10". */
  static ordered = scope((query) =>
    query.orderByRaw('length(book_instances.code)').orderBy('book_instances.code')
  )

  static dueSoonest = scope((query) =>
    query
      .orderByRaw('book_instances.due_back asc nulls last')
      .orderBy('book_instances.book_id')
      .orderByRaw('length(book_instances.code)')
      .orderBy('book_instances.code')
  )

  static overdue = scope((query, today: DateTime) =>
    query.where('status', 'on_loan').where('due_back', '<', today.toISODate()!)
  )

  /**
   * The copy that has the code or the uuid, or those of the book that has the ISBN, or the id behind
   * "book:": a bare number is a code. In the order of their codes. @throws RefusedException if none
   */
  static async findByReference(reference: string) {
    const find = (name: 'code' | 'id' | 'bookId', value: string | number) =>
      this.query()
        .where(name, value)
        .preload('book')
        .withScopes((copies) => copies.ordered())
    const withCode = await find('code', reference)
    if (withCode.length > 0) return withCode

    const isNumber = isCodeNumber(reference)
    const book = isNumber ? null : await Book.findByReference(reference)
    const copies = UUID.test(reference)
      ? await find('id', reference.toLowerCase())
      : await find('bookId', book?.id ?? 0)
    if (copies.length > 0) return copies
    throw new RefusedException(
      isNumber
        ? `No copy has the code ${reference}. The copies of the book of that number are named by book:${reference}.`
        : `No copy, and no book with copies, matches "${reference}".`
    )
  }

  @beforeCreate()
  static assignDefaults(copy: BookInstance) {
    copy.id ??= randomUUID()
    copy.status ??= 'maintenance'
  }

  @beforeSave()
  static async keepCode(copy: BookInstance) {
    if (copy.$isPersisted && !copy.$dirty.code) return
    const given = copy.code ? [copy.code] : []
    const [next] = await nextCodes(copy.$trx ?? db.connection(), 1 - given.length, given)
    copy.code ||= next
  }

  isOverdue(today: DateTime) {
    return this.dueBack !== null && this.dueBack.toISODate()! < today.toISODate()!
  }

  /**
   * To a member, or to nobody whose name is known.
   * @throws NotDoneException where it cannot be lent, AskFirstException where somebody has to say yes
   */
  lend(member: Member | null, order?: DeskOrder & { dueOn?: DateTime }) {
    return lend(this, member, order)
  }

  /** @throws NotDoneException unless the copy is on loan or lost */
  return(order?: DeskOrder) {
    return takeBack(this, order)
  }

  /** Any status but on loan, which `lend` gives: what is on loan comes back first. */
  changeStatus(status: Exclude<CopyStatus, 'on_loan'>) {
    return changeStatus(this, status)
  }

  @beforeDelete()
  static async refuseWhileLent(copy: BookInstance) {
    const open = await Loan.openOf(copy.id, copy.$trx)
    if (open?.memberId)
      throw new RefusedException(`Copy ${copy.code} cannot be deleted: it is on loan.`)
  }

  get statusInWords() {
    return IN_WORDS[this.status]
  }
}
