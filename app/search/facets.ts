import db from '@adonisjs/lucid/services/db'
import type { BookList } from '#search/book_list'
import type { Filters } from '#search/filters'
import { toBooksAddress } from '#search/address'

const MOST_CHOICES = 8

/** What the list can be narrowed to, or is: a link that does it or undoes it. */
export interface FacetChoice {
  label: string
  /** How many books are left. */
  books: number
  address: string
}

export interface FacetGroup {
  label: string
  choices: FacetChoice[]
}

type Kind = 'g' | 'a' | 'l' | 'd' | 'v'

const GROUPS: [Kind, string][] = [
  ['v', 'Availability'],
  ['g', 'Genre'],
  ['a', 'Author'],
  ['l', 'Language'],
  ['d', 'Published'],
]

/**
 * The choices that make a list of books shorter, each kind's most frequent
 * first, and what is chosen already.
 */
export async function facetsFor({ search, result }: BookList) {
  const chosen = chosenIn(search.filters)
  const offered = new Map<Kind, [string, number][]>()
  for (const [facet, books] of result.facets) {
    if (books >= result.total) continue
    const [kind, value] = [facet[0] as Kind, facet.slice(2)]
    if (chosen.some((each) => each.kind === kind && (each.value === value || isSingle(kind))))
      continue
    const values = offered.get(kind)
    if (values) values.push([value, books])
    else offered.set(kind, [[value, books]])
  }
  for (const [kind, values] of offered) {
    offered.set(kind, values.toSorted(([, a], [, b]) => b - a).slice(0, MOST_CHOICES))
  }
  const names = await namesOf([
    ...chosen,
    ...GROUPS.flatMap(([kind]) => offered.get(kind)?.map(([value]) => ({ kind, value })) ?? []),
  ])
  const addressOf = (filters: Filters) => toBooksAddress({ ...search, filters, page: 1 })

  const groups: FacetGroup[] = GROUPS.map(([kind, label]) => ({
    label,
    choices: (offered.get(kind) ?? []).flatMap(([value, books]) => {
      const name = names(kind, value)
      return name
        ? [{ label: name, books, address: addressOf(add(search.filters, kind, value)) }]
        : []
    }),
  }))
  return {
    groups: groups.filter(({ choices }) => choices.length > 0),
    chosen: chosen.map(({ kind, value }) => ({
      label: names(kind, value) ?? 'Unknown',
      address: addressOf(remove(search.filters, kind, value)),
    })),
  }
}

function isSingle(kind: Kind) {
  return kind !== 'g' && kind !== 'a'
}

function chosenIn({ genres, authors, language, decade, available }: Filters) {
  const of = (kind: Kind, values: unknown[]) =>
    values.map((value) => ({ kind, value: String(value) }))
  return [
    ...of('v', available ? [1] : []),
    ...of('g', genres),
    ...of('a', authors),
    ...of('l', language ? [language] : []),
    ...of('d', decade === null ? [] : [String(decade).replace('-', 'b')]),
  ]
}

function add(filters: Filters, kind: Kind, value: string): Filters {
  if (kind === 'g') return { ...filters, genres: [...filters.genres, Number(value)] }
  if (kind === 'a') return { ...filters, authors: [...filters.authors, Number(value)] }
  if (kind === 'l') return { ...filters, language: value }
  if (kind === 'd') return { ...filters, decade: Number(value.replace('b', '-')) }
  return { ...filters, available: true }
}

function remove(filters: Filters, kind: Kind, value: string): Filters {
  if (kind === 'g')
    return { ...filters, genres: filters.genres.filter((id) => String(id) !== value) }
  if (kind === 'a')
    return { ...filters, authors: filters.authors.filter((id) => String(id) !== value) }
  if (kind === 'l') return { ...filters, language: null }
  if (kind === 'd') return { ...filters, decade: null }
  return { ...filters, available: false }
}

async function namesOf(facets: { kind: Kind; value: string }[]) {
  const names = new Map<string, string>([['v_1', 'Available now']])
  const tables = [
    ['g', 'genres', 'id'],
    ['a', 'authors', 'id'],
    ['l', 'languages', 'code'],
  ].map(([kind, table, key]) => {
    const values = facets.filter((facet) => facet.kind === kind).map(({ value }) => value)
    return db
      .from(table)
      .whereIn(key, values)
      .select(db.raw(`'${kind}_' || ${key} as facet`), 'name')
  })
  for (const { facet, name } of await tables[0].unionAll(tables.slice(1))) names.set(facet, name)
  for (const { kind, value } of facets) {
    if (kind === 'd') names.set(`d_${value}`, decadeName(Number(value.replace('b', '-'))))
  }
  return (kind: Kind, value: string) => names.get(`${kind}_${value}`)
}

function decadeName(decade: number) {
  return decade < 0 ? `${-decade}s BCE` : `${decade}s`
}
