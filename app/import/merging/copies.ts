import { randomUUID } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { BookRecord, CopyRecord } from '#import/formats/record'
import type { GivenCodes, Told } from '#import/merging/given_codes'
import { Changes, runWith } from '#import/merging/tables'
import type { ColumnType } from '#sql/json_rows'

export type Copy = Required<Omit<CopyRecord, 'kind'>> & { book_id: number }

const FIELDS = ['book_id', 'code', 'imprint', 'shelf_place', 'status', 'due_back'] as const

const UNPLACED = `book_id in (:values) and not exists (
  select 1 from book_instances where book_id = copies.book_id and shelf_place is not null
)`

/** The copies that the rows of a batch make, tell of, or find a place for. */
export class Copies {
  readonly changed = new Changes<Copy>('book_instances')
  readonly #all: Map<string, Copy>
  /** By the book's id, where none of its copies had a place before the run. */
  #unplaced = new Map<number, Copy[]>()

  private constructor(
    readonly codes: GivenCodes,
    copies: Copy[]
  ) {
    this.#all = new Map(copies.map((copy) => [copy.id, copy]))
    codes.begin(this.#all.values())
  }

  static async load(
    trx: QueryClientContract,
    codes: GivenCodes,
    books: BookRecord[],
    told: CopyRecord[]
  ) {
    const codesTold = [...books, ...told].flatMap(({ code }) => code ?? [])
    const ids = Array.from(told, ({ id }) => id)
    const holders = await loadCopies(trx, 'code in (:values)', 'text', codesTold)
    const known = await loadCopies(trx, 'id in (:values)', 'uuid', ids)
    return new Copies(codes, [...holders, ...known])
  }

  /**
   * Has the books ready whose copies may get a place.
   * @param begun Those of which some got one in a batch before
   */
  async loadUnplaced(trx: QueryClientContract, bookIds: number[], begun: Set<number>) {
    const ofBegun = 'book_id in (:values) and shelf_place is null'
    const begunIds = bookIds.filter((id) => begun.has(id))
    const copies = [
      ...(await loadCopies(trx, UNPLACED, 'integer', bookIds)),
      ...(await loadCopies(trx, ofBegun, 'integer', begunIds)),
    ]
    this.#unplaced = Map.groupBy(copies, (copy) => copy.book_id)
  }

  /** The id of the book that a copy belongs to already. */
  ownerOf({ id }: CopyRecord) {
    return this.#all.get(id)?.book_id
  }

  make(bookId: number, record: BookRecord, told?: Told) {
    const copy: Copy = {
      id: randomUUID(),
      book_id: bookId,
      code: null,
      imprint: record.imprint,
      shelf_place: record.shelf_place,
      status: record.status,
      due_back: null,
      created_at: null,
    }
    if (told) this.codes.give(copy, told)
    this.changed.added.add(copy)
  }

  /** So many copies from before there were places get that of the row, first the one of its code. */
  placeCopies(bookId: number, { shelf_place: place, code }: BookRecord, most: number) {
    const bare = this.#unplaced.get(bookId) ?? []
    if (place === null || most <= 0) return false
    bare.sort((a, b) => Number(b.code === code) - Number(a.code === code))
    const placed = bare.splice(0, most)
    for (const copy of placed) this.changed.note(Object.assign(copy, { shelf_place: place }))
    return placed.length > 0
  }

  add({ kind, code, ...record }: CopyRecord, bookId: number, line: number) {
    const known = this.#all.get(record.id)
    const copy: Copy = known ?? { shelf_place: null, ...record, code: null, book_id: 0 }
    const former = { ...copy }
    Object.assign(copy, record, { book_id: bookId })
    const claim = code === null ? undefined : this.codes.give(copy, { code, line })
    if (!known) {
      this.#all.set(record.id, copy)
      this.changed.added.add(copy)
      return 'furtherCopies'
    }
    if (FIELDS.every((name) => copy[name] === former[name])) {
      if (claim) claim.isOnlyChange = true
      return 'unchanged'
    }
    this.changed.note(copy)
    return 'updated'
  }

  async write(trx: QueryClientContract, stamp: (copy: Copy) => object) {
    await this.codes.number(trx, this.changed.added)
    await this.changed.write(trx, stamp)
  }
}

function loadCopies(
  trx: QueryClientContract,
  condition: string,
  type: ColumnType,
  values: (string | number)[]
) {
  const sql = `
    select id, book_id, code, imprint, shelf_place, status, cast(due_back as text) as due_back
    from book_instances as copies where ${condition} order by length(code), code`
  return runWith<Copy>(trx, sql, type, values)
}
