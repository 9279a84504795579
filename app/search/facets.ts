import db from '@adonisjs/lucid/services/db'
import { decadeOf, facetsOf, filtersOf } from '#search/filters'
import { type BookSearch, toBooksAddress } from '#search/address'
import type { SearchResult } from '#search/search'

const MOST_CHOICES = 8

/** The kinds of facets; a book has one of `single` at most. */
const GROUPS = [
  { kind: 'v', name: 'availability', single: true },
  { kind: 'g', name: 'genre', single: false },
  { kind: 'a', name: 'author', single: false },
  { kind: 'l', name: 'language', single: true },
  { kind: 'd', name: 'published', single: true },
]

/** The name of a record, with the code of a language; or a text of the site and its values. */
type FacetName = { name: string; code?: string } | { text: string; values?: { decade: string } }

/** Links that narrow a list, and that undo what is chosen. */
export interface Narrowing {
  groups: { name: string; choices: (FacetName & { books: number; address: string })[] }[]
  chosen: (FacetName & { address: string })[]
}

/** Links that narrow the list, each kind's most frequent first, and that undo what is chosen. */
export async function facetsFor(search: BookSearch, result: SearchResult): Promise<Narrowing> {
  const chosen = facetsOf(search.filters)
  const counted = [...result.facets].filter(([, books]) => books < result.total)
  const offered = GROUPS.map(({ kind, name, single }) => ({
    name,
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

  const groups = offered.map(({ name, facets }) => ({
    name,
    choices: facets
      .filter(([facet]) => names.has(facet))
      .map(([facet, books]) => ({
        ...names.get(facet)!,
        books,
        address: addressWith([...chosen, facet]),
      })),
  }))
  return {
    groups: groups.filter(({ choices }) => choices.length > 0),
    chosen: chosen.map((facet) => ({
      ...(names.get(facet) ?? { text: 'facets.unknown' }),
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
  return new Map<string, FacetName>([
    ['v_1', { text: 'facets.available' }],
    ...named.map(({ facet, name }): [string, FacetName] => [
      facet,
      facet[0] === 'l' ? { name, code: facet.slice(2) } : { name },
    ]),
    ...valuesOf('d').map((value): [string, FacetName] => [`d_${value}`, decadeName(value)]),
  ])
}

function decadeName(value: string): FacetName {
  const decade = decadeOf(value)
  return {
    text: decade < 0 ? 'facets.decade_bce' : 'facets.decade',
    values: { decade: String(Math.abs(decade)) },
  }
}
