import type { HttpContext } from '@adonisjs/core/http'
import { toBibtex, toCsv, toRis } from '#catalogue/citations'
import { ReadingList } from '#visitor/reading_list'

const FORMATS = {
  bib: { type: 'application/x-bibtex', write: toBibtex },
  ris: { type: 'application/x-research-info-systems', write: toRis },
  csv: { type: 'text/csv', write: toCsv },
}

export default class ListExportsController {
  async show({ params, response, session }: HttpContext) {
    const { type, write } = FORMATS[params.format as keyof typeof FORMATS]
    const books = await new ReadingList(session).books()
    response.header('content-type', `${type}; charset=utf-8`)
    response.header('content-disposition', `attachment; filename="reading-list.${params.format}"`)
    return write(books)
  }
}
