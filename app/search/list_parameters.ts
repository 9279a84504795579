/** An address is typed, cut off and guessed at: what makes no sense counts as not asked for. */

export const PAGE_SIZES = [10, 20, 50, 100]
export const LAYOUTS = ['list', 'grid'] as const

const DEFAULT_PAGE_SIZE = 20
const LAST_PAGE = 100_000_000

type Query = Record<string, unknown>

export type Layout = (typeof LAYOUTS)[number]

/** What a visitor chose for lists whose address does not say otherwise. */
export interface Usual {
  sort?: string
  perPage?: number
  layout?: Layout
}

/** Which of the choices is named, or null. */
export function readChoice<T extends string>(value: unknown, choices: readonly T[]) {
  return choices.find((choice) => choice === value) ?? null
}

/** The number of a record, as the addresses of records have it, or null. */
export function readId(value: unknown) {
  return typeof value === 'string' && /^[1-9][0-9]{0,8}$/.test(value) ? Number(value) : null
}

export function readPaging({ page, per_page: perPage }: Query, usual: Usual = {}) {
  const number = typeof page === 'string' && /^[0-9]{1,15}$/.test(page) ? Number(page) : 1
  return {
    page: Math.min(Math.max(number, 1), LAST_PAGE),
    perPage:
      PAGE_SIZES.find((size) => String(size) === perPage) ?? usual.perPage ?? DEFAULT_PAGE_SIZE,
  }
}

export function readView(query: Query, usual: Usual = {}) {
  return {
    ...readPaging(query, usual),
    layout: readChoice(query.layout, LAYOUTS) ?? usual.layout ?? 'list',
    usual,
  }
}

export type ListView = ReturnType<typeof readView>

/** The values that an address shows: those that are set, but for 20 rows where these are usual. */
export function toQuery(values: Query, usual: Usual = {}) {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) =>
        value && !(name === 'per_page' && value === DEFAULT_PAGE_SIZE && !usual.perPage)
    )
  )
}
