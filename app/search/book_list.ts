import PastLastPageException from '#exceptions/past_last_page_exception'
import Book from '#models/book'
import { type Filters, NO_FILTERS } from '#search/filters'
import { searchBooks, type SearchResult } from '#search/search'
import { type BookSearch, toBooksAddress } from '#search/address'
import type { ListView } from '#search/list_parameters'

/** How many books before and after a page the visitor can step to from a book of it. */
const TRAIL_MARGIN = 40

/** One page of the books that an address asks for. */
export class BookList {
  private constructor(
    readonly search: BookSearch,
    readonly result: SearchResult,
    readonly books: Book[],
    /** Where in the whole list `result.ids` begin: before this page. */
    readonly from: number,
    /** The address of a page, shown in the same way unless told otherwise. */
    readonly getUrl: (page: number, view?: Partial<ListView>) => string
  ) {}

  /** @throws PastLastPageException when the list has fewer pages. */
  static load(search: BookSearch) {
    return this.#page(search, true, (page, view) => toBooksAddress({ ...search, ...view, page }))
  }

  /**
   * The books of one author or genre, by title.
   *
   * @param path The address of the author or genre.
   * @throws PastLastPageException when the list has fewer pages.
   */
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
    const start = (page - 1) * perPage
    const from = Math.max(0, start - TRAIL_MARGIN)
    const limit = start - from + perPage + TRAIL_MARGIN
    const result = await searchBooks({ text, filters, order, facets, offset: from, limit })
    const shown = result.ids.slice(start - from, start - from + perPage)
    const books = await Book.inOrder(shown, { briefly: true })
    const list = new BookList(search, result, books, from, getUrl)
    PastLastPageException.throwIf(list)
    return list
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
