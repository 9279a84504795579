const VOWELS = /[aeiouyаеиоуыэюяё]/u

/** Words this short are left as they are: too many others are one letter away. */
export const SHORTEST_CORRECTED = 4
const LONGEST_CORRECTED = 24

// The spelling list is SymSpell's, by symmetric deletes: each word of the headings stands in it
// under itself and under what is left without any one letter. A typed word is looked up by the same
// deletes of its own, since two spellings of a word mostly share one of them.

/** Whether a typed word may be corrected to this one. */
export function isWorthLearning(word: string) {
  return /^[^\d_]{3,24}$/u.test(word)
}

export function singleDeletes(word: string) {
  const letters = Array.from(word)
  return [...new Set([word, ...shorterBy(letters).map((each) => each.join(''))])]
}

/** What a word is looked up by: itself, and without any one letter, or any two where it is long. */
export function deletesOf(word: string) {
  const letters = Array.from(word)
  if (letters.length < SHORTEST_CORRECTED || letters.length > LONGEST_CORRECTED) return []
  const once = shorterBy(letters)
  const twice = letters.length >= 8 ? once.flatMap((each) => shorterBy(each)) : []
  return [...new Set([word, ...[...once, ...twice].map((each) => each.join(''))])]
}

function shorterBy(letters: string[]) {
  return letters.map((_, index) => letters.toSpliced(index, 1))
}

/** The edit distance of Damerau and Levenshtein; doubled letters, vowels and swaps cost less. */
export function editDistance(typed: string, meant: string) {
  const [from, to] = [Array.from(typed), Array.from(meant)]
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column * 1)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const [a, b] = [from[row - 1], to[column - 1]]
      let best = above[column - 1] + (a === b ? 0 : wrongLetter(a, b, row === 1 && column === 1))
      best = Math.min(best, above[column] + (a === from[row - 2] ? 0.5 : 1))
      best = Math.min(best, current[column - 1] + (b === to[column - 2] ? 0.5 : 1))
      if (row > 1 && column > 1 && a === to[column - 2] && b === from[row - 2]) {
        best = Math.min(best, before[column - 2] + 0.7)
      }
      current.push(best)
    }
    before = above
    above = current
  }
  return above[to.length]
}

function wrongLetter(a: string, b: string, first: boolean) {
  if (VOWELS.test(a) && VOWELS.test(b)) return 0.8
  return first ? 1.3 : 1
}

/** How far a word of this length may be from what was meant. */
export function longestDistance(word: string) {
  const length = Array.from(word).length
  return length < 6 ? 1.3 : length < 8 ? 1.8 : 2.3
}
