/** Of kinds of books, words that mean the same and are no forms of one word. */
const SAME = new Map([
  ['poetry', 'poem'],
  ['fiction', 'novel'],
  ['cookery', 'cooking'],
])

/**
 * What forms of one English word differ in: "cookbooks" and "cooking", "biographies" and "biography".
 * With the letter that is doubled before it: "letting" is a form of "let".
 */
const ENDING = /(?:ies|(?:y|ic|ical|ist|book|(?<=(.))\1?(?:ing|er))?s?)$/

/** In letters: the beginning of more than one word is no stem. */
const SHORTEST = 4

/** A folded word as a word of the index that all its forms share; none of too short a word. */
export function stemOf(word: string) {
  const stem = (SAME.get(word) ?? word).replace(ENDING, '')
  return stem.length < SHORTEST ? [] : [`s_${stem}`]
}
