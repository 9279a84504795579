import type { I18n } from '@adonisjs/i18n'
import type { Session } from '@adonisjs/session'
import db from '@adonisjs/lucid/services/db'
import { orderOf } from '#languages/words'
import Book from '#models/book'
import { valuesOf } from '#sql/json_rows'
import { run } from '#sql/statement'
import { booksOf, isNumber, isRecord } from '#visitor/forms'

const KEY = 'reading_list'

/**
 * More than anyone carries, and few enough for a link. Requests at the same time may each find room
 * for the last one: what they added is kept, and no more finds room until the list is shorter.
 */
export const LARGEST_LIST = 500

export const LIST_ORDERS = ['mine', 'shelf', 'title', 'author'] as const

type ListOrder = (typeof LIST_ORDERS)[number]

/** A book's place, and what the visitor was last told: that it is out, or has come back. */
interface Entry {
  place: number
  told?: 'out' | 'back'
}

/** Each book is a key of its own, so that two tabs can add at the same time. */
export class ReadingList {
  constructor(private readonly session: Session) {}

  /** The books' ids in the visitor's own order. */
  get ids() {
    return this.#entries
      .toSorted(([id, entry], [otherId, other]) => entry.place - other.place || id - otherId)
      .map(([id]) => id)
  }

  get size() {
    return this.#entries.length
  }

  has(id: number) {
    return this.#entry(id) !== undefined
  }

  /** Puts books at the end, as far as there is room. @returns How many found no room */
  add(ids: number[]) {
    const added = ids.filter((id) => !this.has(id))
    const kept = this.ids
    const room = Math.max(0, LARGEST_LIST - kept.length)
    const last = this.#entry(kept.at(-1) ?? 0)?.place ?? 0
    added.slice(0, room).forEach((id, index) => this.#put(id, { place: last + index + 1 }))
    return Math.max(0, added.length - room)
  }

  remove(...ids: number[]) {
    for (const id of ids) this.session.forget(`${KEY}.${id}`)
    if (this.size === 0) this.session.forget(KEY)
  }

  move(id: number, direction: 'up' | 'down') {
    const from = this.ids.indexOf(id)
    const to = direction === 'up' ? from - 1 : from + 1
    if (from !== -1 && to in this.ids) this.moveTo(id, to + 1)
  }

  /** Moves a book to a place, from 1. */
  moveTo(id: number, place: number) {
    const ids = this.ids.filter((other) => other !== id)
    ids.splice(place - 1, 0, id)
    ids.forEach((moved, index) => this.#put(moved, { ...this.#entry(moved), place: index + 1 }))
  }

  /** With authors, genres and copies. Books that left the catalogue are taken off the list. */
  async books(order: ListOrder, i18n: I18n) {
    const { ids } = this
    const books = await Book.inOrder(ids)
    const found = new Set(books.map((book) => book.id))
    this.remove(...ids.filter((id) => !found.has(id)))
    return order === 'mine' ? books : books.toSorted(byHeadings(order, orderOf(i18n)))
  }

  /** Notes which are out, and tells which came back; in a new visit, only since the last one. */
  async comeBack({ isNewVisit }: { isNewVisit: boolean }) {
    const ids = this.ids
    if (ids.length === 0) return []

    const available = await idsOnShelf(ids)
    return ids.filter((id) => {
      const entry = this.#entry(id)!
      const told = available.has(id) ? toldOfReturn(entry, isNewVisit) : 'out'
      if (told !== entry.told) this.#put(id, told ? { ...entry, told } : { place: entry.place })
      return told === 'back'
    })
  }

  /** Notes the books that are out, so that their coming back is news. */
  noteOut(books: Book[]) {
    for (const { id, $extras } of books) {
      const entry = this.#entry(id)
      if (entry && !$extras.available && entry.told !== 'out') {
        this.#put(id, { ...entry, told: 'out' })
      }
    }
  }

  get #entries() {
    return booksOf(this.session, KEY, isEntry)
  }

  #entry(id: number) {
    const entry: unknown = this.session.get(`${KEY}.${id}`)
    return isEntry(entry) ? entry : undefined
  }

  #put(id: number, entry: Entry) {
    this.session.put(`${KEY}.${id}`, { ...entry })
  }
}

/** A book removed beside another request may come back without a place: it is not on the list. */
function isEntry(value: unknown): value is Entry {
  return isRecord<Pick<Entry, 'place'>>(value, { place: isNumber })
}

function toldOfReturn(entry: Entry, isNewVisit: boolean) {
  return entry.told === 'out' || (entry.told === 'back' && !isNewVisit) ? 'back' : undefined
}

async function idsOnShelf(ids: number[]) {
  const client = db.connection()
  // The status is no condition, or SQLite would go through all copies that are available
  const rows = await run<{ book_id: number }>(
    client,
    `select book_id from book_instances where book_id in (${valuesOf(client, 'integer')})
     group by book_id having max(case when status = 'available' then 1 else 0 end) = 1`,
    [JSON.stringify(ids)]
  )
  return new Set(rows.map((row) => row.book_id))
}

/**
 * A shelf is a place or, where the library tells none, a genre. On each stand the books by author;
 * what has neither comes last.
 */
function byHeadings(order: Exclude<ListOrder, 'mine'>, compare: ReturnType<typeof orderOf>) {
  const headingsOf = ({ authors, genres, sortTitle, $extras }: Book) => [
    ...(order === 'shelf' ? [$extras.place ?? genres[0]?.name] : []),
    ...(order === 'title' ? [] : [authors[0]?.sortName]),
    sortTitle,
  ]
  return (a: Book, b: Book) => {
    const others = headingsOf(b)
    const differences = headingsOf(a).map((heading, index) => {
      const other = others[index]
      if (heading && other) return compare(heading, other)
      return Number(!heading) - Number(!other)
    })
    return differences.find((difference) => difference !== 0) ?? 0
  }
}
