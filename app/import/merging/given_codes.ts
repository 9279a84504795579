import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { nextCodes } from '#catalogue/codes'
import type { Copy } from '#import/merging/copies'
import { runWith } from '#import/merging/tables'
import { rowsOf } from '#sql/json_rows'
import { run } from '#sql/statement'

/** A code that a row tells, and the line of that row. */
export interface Told {
  code: string
  line: number
}

/** What a copy has not, since another copy had it when the row was read. */
interface Claim extends Told {
  copy: Copy
  /** Whether nothing else of the copy was changed. */
  isOnlyChange?: boolean
}

/**
 * Who gets the codes that the rows of a run tell. What is claimed is decided at its end, since copies
 * may have exchanged their codes; but numbers that the run gave itself, and a later row tells of
 * another copy, with each transaction, since the run may be cut short.
 */
export class GivenCodes {
  /** By code, of the copies that the rows of a batch may mean. */
  #holders = new Map<string, Copy>()
  readonly #claims: Claim[] = []
  readonly #claimsOnNumbers: Claim[] = []
  /** By the book's id, what rows told that made no copy. */
  readonly #untaken = new Map<number, Told[]>()
  /** The first and the last of numbers that copies got since they had to have one. */
  readonly #numbers: [number, number][] = []
  /** Those of them that a copy has since a row told it, or that none has any more. */
  readonly #formerNumbers = new Set<string>()

  begin(copies: Iterable<Copy>) {
    this.#holders = new Map(Array.from(copies, (copy) => [copy.code!, copy]))
  }

  /** The codes, of this row of the book and of those before it, for the copies that this one makes. */
  codesForNewCopies(
    bookId: number,
    copies: number,
    code: string | null,
    line: number,
    isFirst: boolean
  ) {
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
  give(copy: Copy, { code, line }: Told) {
    const holder = this.#holders.get(code)
    if (holder === copy) return
    if (holder) {
      const claim: Claim = { copy, code, line }
      const claims = this.#isNumber(code) ? this.#claimsOnNumbers : this.#claims
      claims.push(claim)
      return claim
    }
    this.#holders.set(code, copy)
    copy.code = code
  }

  /** Numbers the copies that have no code. */
  async number(trx: QueryClientContract, copies: Iterable<Copy>) {
    const bare = [...copies].filter(({ code }) => code === null)
    const numbers = await this.#nextNumbers(trx, bare.length, [...this.#holders.keys()])
    for (const [index, copy] of bare.entries()) copy.code = numbers[index]
  }

  /**
   * To be called at the end of each transaction.
   * @returns how many copies were changed of which nothing else was
   */
  async settleNumbers(trx: QueryClientContract) {
    const granted = await this.#grant(trx, this.#claimsOnNumbers)
    for (const claim of this.#claimsOnNumbers.splice(0)) {
      if (!granted.has(claim)) this.#claims.push(claim)
    }
    return countOnlyChanges(granted)
  }

  /**
   * To be called at the end of the run.
   * @returns how many copies were changed of which nothing else was
   */
  async settle(trx: QueryClientContract, warn: (line: number, sentence: string) => void) {
    const granted = await this.#grant(trx, this.#claims)
    for (const claim of this.#claims) {
      if (granted.has(claim)) continue
      const { line, code, copy } = claim
      warn(line, `another copy has the code "${code}", so this one has ${copy.code}`)
    }
    for (const { code, line } of [...this.#untaken.values()].flat()) {
      warn(
        line,
        `the code "${code}" was not used: the library already has all copies of this book, under other codes`
      )
    }
    return countOnlyChanges(granted)
  }

  /** Gives codes to who claimed them first, where those who have them leave them or can be numbered. */
  async #grant(trx: QueryClientContract, claims: Claim[]) {
    const granted = new Map(claims.toReversed().map((claim) => [claim.code, claim]))
    if (granted.size === 0) return new Set<Claim>()
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

    const numbers = await this.#nextNumbers(trx, staying.length)
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
    for (const { copy, code } of granted.values()) {
      this.#formerNumbers.add(code).add(copy.code!)
    }
    for (const { copy } of [...claims, ...this.#claims]) {
      copy.code = given.get(copy.id) ?? copy.code
    }
    return new Set(granted.values())
  }

  async #nextNumbers(trx: QueryClientContract, count: number, given: string[] = []) {
    const numbers = await nextCodes(trx, count, given)
    if (count > 0) this.#numbers.push([Number(numbers[0]), Number(numbers.at(-1))])
    return numbers
  }

  /** Whether a copy has it only since it had to have one. */
  #isNumber(code: string) {
    const number = Number(code)
    return (
      String(number) === code &&
      !this.#formerNumbers.has(code) &&
      this.#numbers.some(([first, last]) => first <= number && number <= last)
    )
  }
}

function countOnlyChanges(granted: Set<Claim>) {
  return [...granted].filter(({ isOnlyChange }) => isOnlyChange).length
}
