import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toNameKey, toSortKey, toSortName } from '#catalogue/headings'
import { insert, runWith, update } from '#import/merging/tables'
import type { Outcome } from '#import/merging/merge'

/** What is told of an author, a genre or a language. */
interface Facts {
  name: string
  /** Of a language. */
  code?: string
  /** Of an author, as what follows. */
  sort_name?: string
  born?: string | null
  died?: string | null
  created_at?: string | null
}

interface Heading extends Facts {
  id?: number
  isNew: boolean
  isChanged: boolean
  /** False where only books name it. */
  isRecorded: boolean
}

const KEYS = { authors: 'name_key', genres: 'name_key', languages: 'code' } as const
const COMPARED = ['name', 'sort_name', 'born', 'died'] as const

/** The authors, genres or languages that a batch tells of, by their key. */
export class Headings {
  readonly #all = new Map<string, Heading>()

  private constructor(readonly table: keyof typeof KEYS) {}

  /** @param told Those that may be looked for */
  static async load(trx: QueryClientContract, table: keyof typeof KEYS, told: Facts[]) {
    const headings = new Headings(table)
    // No two languages may have one name, so all are looked at
    const which = table === 'languages' ? 'true or code' : 'name_key'
    const rows = await runWith<Facts & { id?: number }>(
      trx,
      `select * from ${table} where ${which} in (:values)`,
      'text',
      [...new Set(told.map(keyOf))]
    )
    for (const row of rows) {
      headings.#all.set(keyOf(row), { ...row, isNew: false, isChanged: false, isRecorded: true })
    }
    return headings
  }

  /** Notes one that a book names, and returns its key. */
  name(facts: Facts) {
    const key = keyOf(facts)
    if (!this.#all.has(key)) {
      this.#all.set(key, { ...facts, isNew: true, isChanged: false, isRecorded: false })
    }
    return key
  }

  /** Takes in an authority record: one of its own in the file, which counts whether or not a book names it. */
  record(facts: Facts): Outcome {
    const key = keyOf(facts)
    const known = this.#all.get(key)
    const former = known?.isRecorded ? known : undefined
    const told = {
      ...facts,
      sort_name: facts.sort_name || former?.sort_name || toSortName(facts.name),
      born: facts.born ?? former?.born ?? null,
      died: facts.died ?? former?.died ?? null,
    }
    const isSame = (name: (typeof COMPARED)[number]) =>
      (told[name] ?? null) === (former?.[name] ?? null)
    if (former && this.#compared.every(isSame)) return 'unchanged'
    const isNew = known?.isNew ?? true
    this.#all.set(key, { ...told, id: known?.id, isNew, isChanged: !isNew, isRecorded: true })
    return former ? 'updated' : 'other'
  }

  idOf(key: string) {
    return this.#all.get(key)!.id!
  }

  async write(trx: QueryClientContract, now: string) {
    const all = [...this.#all.values()]
    const names = new Set(all.filter(({ isNew }) => !isNew).map(({ name }) => toNameKey(name)))
    const rowOf = (heading: Heading) => {
      const { name, sort_name: sortName, created_at: added } = heading
      const sortKey = toSortKey(sortName || name)
      const headed = { sort_name: sortName || name, sort_key: sortKey, name_key: toNameKey(name) }
      return { ...heading, ...headed, created_at: added ?? now, updated_at: now }
    }
    const added = all.filter(({ isNew }) => isNew)
    for (const heading of added) {
      // Two languages, since others have no key but their name
      if (names.has(toNameKey(heading.name))) heading.name += ` (${heading.code})`
      names.add(toNameKey(heading.name))
    }
    const hasIds = this.table !== 'languages'
    const returning = hasIds ? 'returning id, name_key' : ''
    const rows = await insert<{ id: number; name_key: string }>(
      trx,
      this.table,
      added.map(rowOf),
      returning
    )
    for (const row of rows) this.#all.get(row.name_key)!.id = row.id
    const changed = all.filter(({ isChanged }) => isChanged)
    await update(trx, this.table, KEYS[this.table], changed.map(rowOf))
  }

  get #compared() {
    return this.table === 'authors' ? COMPARED : COMPARED.slice(0, 1)
  }
}

function keyOf({ code, name }: Facts) {
  return code ?? toNameKey(name)
}
