/** What bounds and weighs the work of both engines, so that they find the same. */

/** Most books that are counted, and that a list in another order than relevance is made of. */
export const MOST_COUNTED = 10_000

/** Most books that are ranked: of more, those with the words in their headings come first. */
export const MOST_RANKED = 1_000

/** Most books that suggestions are chosen from. */
export const MOST_PEEKED = 300

/** Of fewer books than this, an author of many is likelier to be meant than one of a single book. */
export const FEW = 400

/** Most words that are looked at as corrections for their beginning. */
export const MOST_LIKE = 500

/** Most books of each kind that similar ones are chosen from. */
export const MOST_ALIKE = 120

/** How much an author, a genre and the language tell of what two books share. */
export const ALIKE: Record<string, number> = { a: 6, g: 3, l: 2 }

/** Most authors, and most genres, of a book that say which ones are similar. */
const MOST_SHARED = 50

/** The facets of a kind ("a_", "g_" or "l_") that say which books are similar to one with these. */
export function sharedOf(kind: string, facets: string[]) {
  return facets.filter((facet) => facet.startsWith(kind)).slice(0, MOST_SHARED)
}
