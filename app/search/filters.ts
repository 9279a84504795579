export interface Filters {
  genres: number[]
  authors: number[]
  /** ISO 639 code. */
  language: string | null
  /** The first year of ten; those before year 1 are negative. */
  decade: number | null
  available: boolean
}

export const NO_FILTERS: Filters = {
  genres: [],
  authors: [],
  language: null,
  decade: null,
  available: false,
}

/** Words of the index: v_1 available, g_12 genre, a_5 author, l_en, d_1990, and d_b40 for BCE. */
export function facetsOf({ genres, authors, language, decade, available }: Filters) {
  return [
    ...(available ? ['v_1'] : []),
    ...genres.map((id) => `g_${id}`),
    ...authors.map((id) => `a_${id}`),
    ...(language ? [`l_${language}`] : []),
    ...(decade === null ? [] : [`d_${String(decade).replace('-', 'b')}`]),
  ]
}

export function filtersOf(facets: string[]): Filters {
  const of = (kind: string) =>
    facets.filter((facet) => facet.startsWith(`${kind}_`)).map((facet) => facet.slice(2))
  const [decade] = of('d')
  return {
    genres: of('g').map(Number),
    authors: of('a').map(Number),
    language: of('l')[0] ?? null,
    decade: decade === undefined ? null : decadeOf(decade),
    available: of('v').length > 0,
  }
}

export function decadeOf(value: string) {
  return Number(value.replace('b', '-'))
}
