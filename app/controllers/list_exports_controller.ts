import type { HttpContext } from '@adonisjs/core/http'
import type { I18n } from '@adonisjs/i18n'
import { type ListColumn, toBibtex, toCsv, toRis } from '#catalogue/citations'
import { ReadingList } from '#visitor/reading_list'

const FORMATS = {
  bib: { type: 'application/x-bibtex', write: toBibtex },
  ris: { type: 'application/x-research-info-systems', write: toRis },
  csv: { type: 'text/csv', write: toCsv },
}

export default class ListExportsController {
  async show({ i18n, params, response, session }: HttpContext) {
    const { type, write } = FORMATS[params.format as keyof typeof FORMATS]
    const books = await new ReadingList(session).books('mine', i18n)
    response.header('content-type', `${type}; charset=utf-8`)
    response.header('content-disposition', `attachment; filename="reading-list.${params.format}"`)
    return write(books, headingsIn(i18n))
  }
}

function headingsIn(i18n: I18n): Record<ListColumn, string> {
  return {
    title: i18n.t('words.title'),
    subtitle: i18n.t('list_file.subtitle'),
    series: i18n.t('list_file.series'),
    volume: i18n.t('list_file.volume'),
    authors: i18n.t('words.authors'),
    isbn: i18n.t('words.isbn'),
    year: i18n.t('words.year'),
    publisher: i18n.t('words.publisher'),
    language: i18n.t('words.language'),
    genres: i18n.t('words.genres'),
    copies: i18n.t('words.copies'),
    available: i18n.t('home.copies_available'),
    address: i18n.t('list_file.address'),
  }
}
