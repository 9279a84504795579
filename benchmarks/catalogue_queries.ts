import type { Rows } from './catalogue_data.js'
import { seeded } from './catalogue_words.js'

const EACH = 40

/** Two hundred queries, of five kinds in equal parts, from the words of a catalogue. */
export async function queriesFor(rows: Rows) {
  const random = seeded(EACH)
  const pick = <T>(list: T[]) => list[Math.floor(random() * list.length)]
  const draw = (list: string[]) => Array.from({ length: EACH }, () => pick(list))
  const terms = async (condition: string) => {
    const found = await rows(`select term from search_terms where ${condition}`)
    return found.map(({ term }) => String(term))
  }

  const rare = await terms(`books between 2 and 20 order by term limit 20000`)
  const common = await terms(`length(term) > 2 order by books desc limit 40`)
  const books = await rows(`select title from books where length(title) > 12 limit 5000`)
  const misspelt = rare.filter((term) => term.length > 5)
  return {
    'rare': draw(rare),
    'common': draw(common),
    'two words': draw(books.map(({ title }) => String(title).split(' ').slice(-2).join(' '))),
    'three letters': draw([...rare, ...common].map((term) => term.slice(0, 3))),
    'misspelt': draw(misspelt).map((term) => {
      const at = 1 + Math.floor(random() * (term.length - 2))
      return term.slice(0, at) + term.slice(at + 1)
    }),
  }
}
