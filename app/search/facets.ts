import db from '@adonisjs/lucid/services/db'
import { decadeOf, facetsOf, filtersOf } from '#search/filters'
import { type BookSearch, toBooksAddress } from '#search/address'
import type { SearchResult } from '#search/search'

const MOST_CHOICES = 8

/** The kinds of facets; a book has one of `single` at most. */
const GROUPS = [
  { kind: 'v', label: 'Availability', single: true },
  { kind: 'g', label: 'Genre', single: false },
  { kind: 'a', label: 'Author', single: false },
  { kind: 'l', label: 'Language', single: true },
  { kind: 'd', label: 'Published', single: true },
]

/** Links that narrow a list, and that undo what is chosen. */
export interface Narrowing {
  groups: { label: string; choices: { label: string; books: number; address: string }[] }[]
  chosen: { label: string; address: string }[]
}

/** Links that narrow the list, each kind's most frequent first, and that undo what is chosen. */
export async function facetsFor(search: BookSearch, result: SearchResult): Promise<Narrowing> {
  const chosen = facetsOf(search.filters)
  const counted = [...result.facets].filter(([, books]) => books < result.total)
  const offered = GROUPS.map(({ kind, label, single }) => ({
    label,
    facets: counted
      .filter(([facet]) => facet[0] === kind && !chosen.includes(facet))
      .filter(() => !single || !chosen.some((facet) => facet[0] === kind))
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, MOST_CHOICES),
  }))
  const names = await namesOf([
    ...chosen,
    ...offered.flatMap(({ facets }) => facets.map(([facet]) => facet)),
  ])
  const addressWith = (facets: string[]) =>
    toBooksAddress({ ...search, filters: filtersOf(facets), page: 1 })

  const groups = offered.map(({ label, facets }) => ({
    label,
    choices: facets
      .filter(([facet]) => names.has(facet))
      .map(([facet, books]) => ({
        label: names.get(facet)!,
        books,
        address: addressWith([...chosen, facet]),
      })),
  }))
  return {
    groups: groups.filter(({ choices }) => choices.length > 0),
    chosen: chosen.map((facet) => ({
      label: names.get(facet) ?? 'Unknown',
      address: addressWith(chosen.filter((other) => other !== facet)),
    })),
  }
}

/** What facets are called; those of records that are gone have no name. */
async function namesOf(facets: string[]) {
  const valuesOf = (kind: string) =>
    facets.filter((facet) => facet[0] === kind).map((facet) => facet.slice(2))
  const tables = [
    ['g', 'genres', 'id'],
    ['a', 'authors', 'id'],
    ['l', 'languages', 'code'],
  ].map(([kind, table, key]) =>
    db
      .from(table)
      .whereIn(key, valuesOf(kind))
      .select(db.raw(`'${kind}_' || ${key} as facet`), 'name')
  )
  const named = await tables[0].unionAll(tables.slice(1))
  return new Map<string, string>([
    ['v_1', 'Available now'],
    ...named.map(({ facet, name }): [string, string] => [facet, name]),
    ...valuesOf('d').map((value): [string, string] => [`d_${value}`, decadeName(decadeOf(value))]),
  ])
}

function decadeName(decade: number) {
  return decade < 0 ? `${-decade}s BCE` : `${decade}s`
}
