import PastLastPageException from '#exceptions/past_last_page_exception'
import Book from '#models/book'
import { ShownBook } from '#models/shown_book'
import { type BookSearch, toBooksAddress, toPlacedAddress } from '#search/address'
import { facetsFor, type Narrowing } from '#search/facets'
import { type Filters, NO_FILTERS } from '#search/filters'
import type { ListView } from '#search/list_parameters'
import { searchBooks, type SearchResult } from '#search/search'

/** One page of the books that an address asks for. */
export class BookList {
  readonly #addresses: Map<number, string>

  private constructor(
    readonly search: BookSearch,
    readonly result: Omit<SearchResult, 'facets'>,
    readonly books: ShownBook[],
    /** How it can be narrowed, where that was asked for. */
    readonly narrowing: Narrowing,
    /** The address of a page, shown in the same way unless told otherwise. */
    readonly getUrl: (page: number, view?: Partial<ListView>) => string
  ) {
    const { page, perPage } = search
    this.#addresses = new Map(
      result.ids.map((id, index) => [
        id,
        toPlacedAddress(search, id, (page - 1) * perPage + index + 1),
      ])
    )
  }

  /** @throws PastLastPageException when the list has fewer pages. */
  static load(search: BookSearch) {
    return this.#page(search, true, (page, view) => toBooksAddress({ ...search, ...view, page }))
  }

  /** The books of one author or genre, listed at `path`. @throws PastLastPageException */
  static loadOf(filters: Partial<Filters>, view: ListView, path: string) {
    const search: BookSearch = {
      text: '',
      isCut: false,
      filters: { ...NO_FILTERS, ...filters },
      order: 'title',
      ...view,
    }
    return this.#page(search, false, (page, other) =>
      toBooksAddress({ ...view, ...other, page }, path)
    )
  }

  static async #page(search: BookSearch, facets: boolean, getUrl: BookList['getUrl']) {
    const { text, filters, order, page, perPage } = search
    const offset = (page - 1) * perPage
    const found = await searchBooks({ text, filters, order, facets, offset, limit: perPage })
    const narrowing = facets ? await facetsFor(search, found) : { groups: [], chosen: [] }
    const books = await ShownBook.inOrder(found.ids)
    // Of many books the facets are many, and a list is remembered
    const result = { ...found, facets: undefined }
    const list = new BookList(search, result, books, narrowing, getUrl)
    PastLastPageException.throwIf(list)
    return list
  }

  /** The address of a book of this page, by which it leads to its neighbours on the list. */
  addressOf({ id }: ShownBook) {
    return this.#addresses.get(id)!
  }

  get total() {
    return this.result.total
  }

  get more() {
    return this.result.more
  }

  get perPage() {
    return this.search.perPage
  }

  get layout() {
    return this.search.layout
  }

  get currentPage() {
    return this.search.page
  }

  get lastPage() {
    return Math.max(1, Math.ceil(this.result.reachable / this.perPage))
  }

  get hasPages() {
    return this.lastPage > 1
  }
}

/**
 * The books before and after one on the list that it was opened from, at this place from 1. None
 * where the book stands elsewhere on it by now.
 */
export async function neighboursOf(bookId: number, search: BookSearch, place: number) {
  const { text, filters, order, perPage } = search
  const offset = Math.max(0, place - 2)
  const limit = place - offset + 1
  const { ids, reachable } = await searchBooks({
    ...{ text, filters, order, offset, limit },
    facets: false,
  })
  const at = place - 1 - offset
  if (ids[at] !== bookId) return {}

  const books = await Book.query().whereIn('id', ids).select('id', 'title')
  const neighbour = (by: number) => {
    const book = books.find(({ id }) => id === ids[at + by])
    return book && { title: book.title, address: toPlacedAddress(search, book.id, place + by) }
  }
  return {
    place,
    total: reachable,
    previous: neighbour(-1),
    next: place < reachable ? neighbour(1) : undefined,
    text,
    address: toBooksAddress({ ...search, page: Math.ceil(place / perPage) }),
  }
}
