import db from '@adonisjs/lucid/services/db'
import type { Order } from '#search/engine'
import { type Filters, NO_FILTERS } from '#search/filters'
import { readQueryText } from '#search/query'
import { type ListView, type Usual, readChoice, readId, readView } from '#search/list_parameters'

type Query = Record<string, unknown>

/** The orders that all books can be in, with no words to match. */
export const PLAIN_ORDERS = ['title', 'author', 'newest', 'year'] as const

export const BOOK_ORDERS = ['relevance', ...PLAIN_ORDERS] as const

/** Most genres or authors that one list is narrowed to. */
const MOST_CHOICES = 5

export interface BookSearch extends ListView {
  /** '' for all books. */
  text: string
  isCut: boolean
  filters: Filters
  order: Order
}

/** What an address asks of the books, without what makes no sense or names no record. */
export async function readBookSearch(query: Query, usual: Usual = {}): Promise<BookSearch> {
  const { text, isCut } = readQueryText(typeof query.q === 'string' ? query.q : '')
  const language = await knownOf('languages', 'code', readCodes(query.language))
  const plainOrder = readChoice(query.sort, PLAIN_ORDERS) ?? readChoice(usual.sort, PLAIN_ORDERS)
  return {
    text,
    isCut,
    filters: {
      genres: await knownOf('genres', 'id', readIds(query.genre)),
      authors: await knownOf('authors', 'id', readIds(query.author)),
      language: language[0] ?? null,
      decade: readDecade(query.decade),
      available: query.available === '1',
    },
    order: text ? (readChoice(query.sort, BOOK_ORDERS) ?? 'relevance') : (plainOrder ?? 'title'),
    ...readView(query, usual),
  }
}

/** The address of a search, without what is usual, unless this visitor chose otherwise. */
export function toBooksAddress(search: Partial<BookSearch>, path = '/books') {
  const { text = '', order, page = 1, perPage = 20, filters = NO_FILTERS, usual = {} } = search
  const { layout = 'list' } = search
  const parameters = new URLSearchParams()
  if (text) parameters.set('q', text)
  for (const id of filters.genres) parameters.append('genre', String(id))
  for (const id of filters.authors) parameters.append('author', String(id))
  if (filters.language) parameters.set('language', filters.language)
  if (filters.decade !== null) parameters.set('decade', String(filters.decade))
  if (filters.available) parameters.set('available', '1')
  if (order && (order !== (text ? 'relevance' : 'title') || usual.sort)) {
    parameters.set('sort', order)
  }
  if (layout !== 'list' || usual.layout) parameters.set('layout', layout)
  if (perPage !== 20 || usual.perPage) parameters.set('per_page', String(perPage))
  if (page > 1) parameters.set('page', String(page))
  return parameters.size ? `${path}?${parameters}` : path
}

/** Whether it is the list of all books, as everyone has it. */
export function isPlain(search: Partial<BookSearch>) {
  return toBooksAddress({ ...search, page: 1 }) === '/books'
}

/** A book's address, with the list that it is opened from, unless plain, and its place there. */
export function toPlacedAddress(search: Partial<BookSearch>, bookId: number, place: number) {
  const path = `/books/${bookId}`
  return isPlain(search) ? path : `${toBooksAddress({ ...search, page: 1 }, path)}&place=${place}`
}

function readIds(value: unknown) {
  const values = Array.isArray(value) ? value : [value]
  const ids = values.map(readId).filter((id) => id !== null)
  return [...new Set(ids)].slice(0, MOST_CHOICES)
}

function readCodes(value: unknown) {
  return typeof value === 'string' && /^[a-z]{2,8}$/.test(value) ? [value] : []
}

async function knownOf<T extends number | string>(table: string, key: string, values: T[]) {
  if (values.length === 0) return []
  const rows = await db.from(table).whereIn(key, values).select(key)
  return values.filter((value) => rows.some((row) => row[key] === value))
}

function readDecade(value: unknown) {
  return typeof value === 'string' && /^(?:0|-?[1-9][0-9]{0,2}0)$/.test(value)
    ? Number(value)
    : null
}
