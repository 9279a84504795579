import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { nextCodes } from '#catalogue/codes'
import type { CopyRecord } from '#import/formats/record'
import { runWith } from '#import/merging/tables'
import { rowsOf } from '#sql/json_rows'
import { run } from '#sql/statement'

export type Copy = Required<Omit<CopyRecord, 'kind'>> & { book_id: number }

/** A code that a row tells, and the line of that row. */
export interface Told {
  code: string
  line: number
}

/** What a copy has not, since another copy had it when the row was read. */
interface Claim extends Told {
  copy: Copy
  /** Whether nothing else of the copy was changed. */
  isAll?: boolean
}

/**
 * Who gets the codes that the rows of a run tell. What is claimed is decided at its end: copies may
 * have exchanged their codes, and some have numbers of this run that a later row tells of another.
 */
export class Codes {
  /** By code, of the copies that the rows of a batch may mean. */
  #holders = new Map<string, Copy>()
  readonly #claims: Claim[] = []
  /** By the book's id, what rows told that made no copy. */
  readonly #untaken = new Map<number, Told[]>()
  /** The first and the last of the numbers that each batch gave. */
  readonly #numbers: [number, number][] = []

  begin(copies: Iterable<Copy>) {
    this.#holders = new Map(Array.from(copies, (copy) => [copy.code!, copy]))
  }

  /** What copies that a row of the book makes are told, of this row and of those before it. */
  tellBook(bookId: number, copies: number, code: string | null, line: number, isFirst: boolean) {
    const told = this.#untaken.get(bookId) ?? []
    const isTheirs = code !== null && this.#holders.get(code)?.book_id === bookId
    const isOneMore = !isFirst && copies > told.length
    if (code !== null && (!isTheirs || isOneMore)) told.push({ code, line })
    const taken = told.splice(0, copies)
    if (told.length > 0) this.#untaken.set(bookId, told)
    else this.#untaken.delete(bookId)
    return taken
  }

  /** @returns what is claimed, where another copy has it */
  tell(copy: Copy, { code, line }: Told) {
    const holder = this.#holders.get(code)
    if (holder === copy) return
    const claim: Claim = { copy, code, line }
    if (holder) return this.#claims[this.#claims.push(claim) - 1]
    this.#holders.set(code, copy)
    copy.code = code
  }

  /** Numbers the copies that have no code. */
  async number(trx: QueryClientContract, copies: Iterable<Copy>) {
    const bare = [...copies].filter(({ code }) => code === null)
    const numbers = await nextCodes(trx, bare.length, [...this.#holders.keys()])
    for (const [index, copy] of bare.entries()) copy.code = numbers[index]
    if (bare.length > 0) this.#numbers.push([Number(numbers[0]), Number(numbers.at(-1))])
  }

  /** @returns how many copies were changed of which nothing else was */
  async settle(trx: QueryClientContract, warn: (line: number, sentence: string) => void) {
    const granted = new Map(this.#claims.toReversed().map((claim) => [claim.code, claim]))
    const rows = await runWith<{ id: string; code: string }>(
      trx,
      'select id, code from book_instances where code in (:values)',
      'text',
      [...granted.keys()]
    )
    let leaving: Set<string>
    let staying: typeof rows
    do {
      leaving = new Set(Array.from(granted.values(), ({ copy }) => copy.id))
      staying = rows.filter(({ id, code }) => granted.has(code) && !leaving.has(id))
      for (const { code } of staying) if (!this.#isNumber(code)) granted.delete(code)
    } while (staying.some(({ code }) => !granted.has(code)))

    const numbers = await nextCodes(trx, staying.length)
    const given = new Map([
      ...staying.map(({ id }, index) => [id, numbers[index]] as const),
      ...Array.from(granted.values(), ({ copy, code }) => [copy.id, code] as const),
    ])
    await runWith(trx, 'update book_instances set code = null where id in (:values)', 'uuid', [
      ...given.keys(),
    ])
    await run(
      trx,
      `update book_instances set code = told.code
       from (${rowsOf(trx, { id: 'uuid', code: 'text' })}) as told where told.id = book_instances.id`,
      [JSON.stringify([...given])]
    )
    for (const claim of this.#claims) {
      if (granted.get(claim.code) === claim) continue
      const own = given.get(claim.copy.id) ?? claim.copy.code
      warn(claim.line, `another copy has the code "${claim.code}", so this one has ${own}`)
    }
    for (const { code, line } of [...this.#untaken.values()].flat()) {
      warn(line, `no copy took the code "${code}": all copies of this book were there already`)
    }
    return [...granted.values()].filter(({ isAll }) => isAll).length
  }

  /** Whether a copy has it only since it had to have one. */
  #isNumber(code: string) {
    const number = Number(code)
    return (
      String(number) === code &&
      this.#numbers.some(([first, last]) => first <= number && number <= last)
    )
  }
}
