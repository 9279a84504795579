import { randomUUID } from 'node:crypto'
import { beforeCreate, belongsTo, scope } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { DateTime } from 'luxon'
import { BookInstanceSchema } from '#database/schema'
import RefusedException from '#exceptions/refused_exception'
import Book from '#models/book'

export type CopyStatus = BookInstance['status']

export const COPY_STATUSES: Record<CopyStatus, string> = {
  available: 'available',
  on_loan: 'on loan',
  reserved: 'reserved',
  maintenance: 'in maintenance',
}

export function isCopyStatus(text: string): text is CopyStatus {
  return Object.hasOwn(COPY_STATUSES, text)
}

/** A copy: one physical book on a shelf. */
export default class BookInstance extends BookInstanceSchema {
  static selfAssignPrimaryKey = true

  @belongsTo(() => Book)
  declare book: BelongsTo<typeof Book>

  static dueSoonest = scope((query) =>
    query
      .orderByRaw('book_instances.due_back asc nulls last')
      .orderBy('book_instances.book_id')
      .orderBy('book_instances.id')
  )

  static overdue = scope((query, today: DateTime) =>
    query.where('status', 'on_loan').where('due_back', '<', today.toISODate()!)
  )

  /** Copies by a uuid, or a book's id or ISBN, oldest first. @throws RefusedException if none */
  static async findByReference(reference: string) {
    const query = this.query().preload('book').orderBy('created_at').orderBy('id')
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference)) {
      query.where('id', reference.toLowerCase())
    } else {
      const book = await Book.findByReference(reference)
      query.where('bookId', book?.id ?? 0)
    }
    const copies = await query
    if (copies.length === 0) {
      throw new RefusedException(`"${reference}" names no copy, and no book that has one.`)
    }
    return copies
  }

  @beforeCreate()
  static assignDefaults(copy: BookInstance) {
    copy.id ??= randomUUID()
    copy.status ??= 'maintenance'
  }

  isOverdue(today: DateTime) {
    return this.dueBack !== null && this.dueBack.toISODate()! < today.toISODate()!
  }

  /** @throws RefusedException unless the copy is available or reserved */
  async lend(this: BookInstance, dueBack: DateTime) {
    this.#refuseUnless(['available', 'reserved'], 'lent')
    return this.merge({ status: 'on_loan', dueBack }).save()
  }

  /** @throws RefusedException unless the copy is on loan */
  async return() {
    this.#refuseUnless(['on_loan'], 'returned')
    return this.changeStatus('available')
  }

  #refuseUnless(statuses: CopyStatus[], done: string) {
    if (statuses.includes(this.status)) return
    throw new RefusedException(`Copy ${this.id} cannot be ${done}: it is ${this.statusInWords}.`)
  }

  /** Any status but on loan, which takes a due date: see `lend`. */
  async changeStatus(this: BookInstance, status: Exclude<CopyStatus, 'on_loan'>) {
    return this.merge({ status, dueBack: null }).save()
  }

  get statusInWords() {
    return COPY_STATUSES[this.status]
  }
}
