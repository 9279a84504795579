/** Most books that are counted, and that a list in another order than relevance is made of. */
export const MOST_COUNTED = 10_000

/** Most books that are ranked: of more, those with the words in their headings come first. */
export const MOST_RANKED = 1_000

/** Most books that suggestions are chosen from. */
export const MOST_PEEKED = 300

/** Of fewer books, an author of many is likelier to be meant than one of a single book. */
export const FEW = 400

/** Most words that are looked at as corrections for their beginning. */
export const MOST_LIKE = 500

/** Most books of each kind that similar ones are chosen from. */
export const MOST_ALIKE = 120

/** How much an author, a genre and the language tell of what two books share. */
export const ALIKE: Record<string, number> = { a: 6, g: 3, l: 2 }

/** Most authors, and most genres, of a book that say which ones are similar. */
export const MOST_SHARED = 50

/** Of a language with no more books, the same genres are looked for among all of them. */
export const RARE = 5_000

/** Most titles that begin with the text and are looked at in any case. */
export const MOST_TITLES = 50
