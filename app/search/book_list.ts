import PastLastPageException from '#exceptions/past_last_page_exception'
import Book from '#models/book'
import { type BookSearch, isPlain, toBooksAddress, toPlacedAddress } from '#search/address'
import { type Filters, NO_FILTERS } from '#search/filters'
import type { ListView } from '#search/list_parameters'
import { searchBooks, type SearchResult } from '#search/search'

/** One page of the books that an address asks for. */
export class BookList {
  private constructor(
    readonly search: BookSearch,
    readonly result: SearchResult,
    readonly books: Book[],
    /** The address of a page, shown in the same way unless told otherwise. */
    readonly getUrl: (page: number, view?: Partial<ListView>) => string
  ) {}

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
    const result = await searchBooks({ text, filters, order, facets, offset, limit: perPage })
    const books = await Book.inOrder(result.ids, { briefly: true })
    const list = new BookList(search, result, books, getUrl)
    PastLastPageException.throwIf(list)
    return list
  }

  /** The address of a book of this page, by which it leads to its neighbours on the list. */
  addressOf(book: Book) {
    const { page, perPage } = this.search
    const place = (page - 1) * perPage + this.result.ids.indexOf(book.id) + 1
    return toPlacedAddress(this.search, book.id, place)
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
 * The books before and after one on the list that it was opened from, at this place from 1. Null
 * where the address names no such list, or the book stands elsewhere on it by now.
 */
export async function neighboursOf(bookId: number, search: BookSearch, place: number | null) {
  if (place === null || isPlain(search)) return null
  const { text, filters, order, perPage } = search
  const offset = Math.max(0, place - 2)
  const limit = place - offset + 1
  const { ids, reachable } = await searchBooks({
    ...{ text, filters, order, offset, limit },
    facets: false,
  })
  const at = place - 1 - offset
  if (ids[at] !== bookId) return null

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
