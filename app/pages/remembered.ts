import { LRUCache } from 'lru-cache'
import { catalogueState } from '#catalogue/record_count'
import { ShownBook } from '#models/shown_book'
import { refreshBriefly } from '#search/book_index'
import { BookList } from '#search/book_list'

/** In bytes. */
const MOST_REMEMBERED = 16_000_000

type Make = () => Promise<object>

/** What was read of the catalogue since it changed last, by what was asked. */
const ANSWERS = new LRUCache<string, object, Make>({
  maxSize: MOST_REMEMBERED,
  // What was asked counts too: an address may be long, and name nothing
  sizeCalculation: (answer, key) => sizeOf(answer) + 2 * key.length,
  fetchMethod: (_key, _stale, { context }) => context(),
  // Who waits for an answer gets it, though the catalogue changes meanwhile
  ignoreFetchAbort: true,
})
let counted: number

/**
 * What `make` reads of the catalogue, read once until that changes, in this process or in another:
 * the database counts the changes. `make` takes nothing but what the key tells.
 */
export async function remembered<T extends object>(key: string, make: () => Promise<T>) {
  const { changes } = await currentState()
  if (changes !== counted) ANSWERS.clear()
  counted = changes
  return (await ANSWERS.fetch(key, { context: make })) as T
}

/** The state of the catalogue, which the search index has been brought up to. */
export async function currentState() {
  const state = await catalogueState()
  if (!state.isNoted) return state
  await refreshBriefly()
  return catalogueState()
}

/** About as many bytes as it takes. */
function sizeOf(answer: object): number {
  const sizes = Object.values(answer)
    .flat()
    .map((value) => {
      if (value instanceof ShownBook) return value.text.length + 500
      if (value instanceof BookList) return sizeOf(value)
      return typeof value === 'object' ? 2_000 : 100
    })
  return sizes.reduce((sum, size) => sum + size, answer instanceof BookList ? 20_000 : 1_000)
}
