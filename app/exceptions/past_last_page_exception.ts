import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'

interface Page {
  currentPage: number
  lastPage: number
  getUrl(page: number): string
}

/** A page of a list that ends before it: the visitor is sent to the last page. */
export default class PastLastPageException extends Exception {
  static code = 'E_PAST_LAST_PAGE'
  static status = 302

  constructor(private readonly list: Page) {
    super('There is no such page')
  }

  /** @throws PastLastPageException when the list has fewer pages. */
  static throwIf(list: Page) {
    if (list.currentPage > list.lastPage) throw new this(list)
  }

  handle(_: this, { response }: HttpContext) {
    response.redirect().toPath(this.list.getUrl(this.list.lastPage))
  }
}
