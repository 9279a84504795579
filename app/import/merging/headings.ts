import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toNameKey, toSortKey, toSortName } from '#catalogue/headings'
import type { Outcome } from '#import/merging/merge'
import type { NamedAuthor } from '#import/formats/record'
import { Changes, runWith } from '#import/merging/tables'

/** An author, a genre or a language. */
type Heading = Partial<NamedAuthor> & {
  name: string
  code?: string
  created_at?: string | null
  id?: number
}

const COMPARED = ['name', 'sort_name', 'born', 'died'] as const
const KEYS = { authors: 'name_key', genres: 'name_key', languages: 'code' } as const

export class Headings {
  readonly #all = new Map<string, Heading>()
  /** Those that only books name. */
  readonly #named = new Set<Heading>()
  readonly #changes: Changes<Heading>

  private constructor(readonly table: keyof typeof KEYS) {
    this.#changes = new Changes(table, KEYS[table])
  }

  static async load(trx: QueryClientContract, table: keyof typeof KEYS, told: Heading[]) {
    const headings = new Headings(table)
    // No two languages may have one name, so all are looked at
    const which = table === 'languages' ? 'true or code' : 'name_key'
    const sql = `select * from ${table} where ${which} in (:values)`
    const keys = [...new Set(told.map(keyOf))]
    for (const row of await runWith<Heading>(trx, sql, 'text', keys)) {
      headings.#all.set(keyOf(row), row)
    }
    return headings
  }

  has(key: string) {
    return this.#all.has(key)
  }

  /** Notes one that a book names, and returns its key. */
  name(facts: Heading) {
    const key = keyOf(facts)
    if (!this.#all.has(key)) this.#named.add(this.#add(key, facts))
    return key
  }

  /** Takes in an authority record, which counts whether or not a book names it. */
  record(facts: Heading): Outcome {
    const key = keyOf(facts)
    const there = this.#all.get(key)
    const former = there && this.#named.delete(there) ? undefined : there
    const told = { ...facts }
    if (this.table === 'authors') {
      told.sort_name ||= former?.sort_name || toSortName(facts.name)
      told.born ??= former?.born ?? null
      told.died ??= former?.died ?? null
    }
    if (former && COMPARED.every((name) => former[name] === told[name])) return 'unchanged'
    if (there) Object.assign(there, told)
    else this.#add(key, told)
    if (former) this.#changes.note(former)
    return former ? 'updated' : 'otherRecords'
  }

  idOf(key: string) {
    return this.#all.get(key)!.id!
  }

  async write(trx: QueryClientContract, now: string) {
    const { added } = this.#changes
    const before = [...this.#all.values()].filter((heading) => !added.has(heading))
    const names = new Set(before.map(({ name }) => toNameKey(name)))
    for (const heading of added) {
      // Two languages, since others have no key but their name
      if (names.has(toNameKey(heading.name))) heading.name += ` (${heading.code})`
      names.add(toNameKey(heading.name))
    }
    const toRow = (heading: Heading) => {
      const { name, sort_name: sortName, created_at: addedAt } = heading
      const sortKey = toSortKey(sortName || name)
      const headed = { sort_name: sortName || name, sort_key: sortKey, name_key: toNameKey(name) }
      return { ...heading, ...headed, created_at: addedAt ?? now, updated_at: now }
    }
    const returning = this.table === 'languages' ? '' : 'returning id, name_key'
    const rows = await this.#changes.write<{ id: number; name_key: string }>(trx, toRow, returning)
    for (const row of rows) this.#all.get(row.name_key)!.id = row.id
  }

  #add(key: string, facts: Heading) {
    const heading: Heading = { ...facts }
    this.#all.set(key, heading)
    this.#changes.added.add(heading)
    return heading
  }
}

function keyOf({ code, name }: Heading) {
  return code ?? toNameKey(name)
}
