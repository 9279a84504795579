/** What a list of books is narrowed to. */
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

/**
 * The facets that all books found must have, as words of the index: "g_12" genre, "a_5" author,
 * "l_en", "d_1990", "v_1" available.
 */
export function facetsOf({ genres, authors, language, decade, available }: Filters) {
  return [
    ...genres.map((id) => `g_${id}`),
    ...authors.map((id) => `a_${id}`),
    ...(language ? [`l_${language}`] : []),
    ...(decade === null ? [] : [`d_${String(decade).replace('-', 'b')}`]),
    ...(available ? ['v_1'] : []),
  ]
}
