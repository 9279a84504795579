import { setImmediate } from 'node:timers/promises'
import type { RawRecord } from '#import/reading/csv_reader'
import type { Row } from '#import/reading/catalogue_file'

const BATCH_ROWS = 1_000
const BATCH_CHARACTERS = 4_000_000
const BATCH_COPIES = 10_000
/** After so many rows the database is asked whether it has finished its statement. */
const PAUSE_ROWS = 50

/** The next thousand rows, or fewer where they are long or stand for many copies. */
export async function nextBatch<T extends RawRecord | Row>(rows: AsyncGenerator<T>) {
  const batch: T[] = []
  let [characters, copies, room] = [0, 0, 1]
  while (
    batch.length < BATCH_ROWS * room &&
    characters < BATCH_CHARACTERS * room &&
    copies < BATCH_COPIES
  ) {
    const { value, done } = await rows.next()
    if (done) break
    batch.push(value)
    for (const cell of value.cells) characters += cell.length
    if ('record' in value && value.record?.kind === 'book') copies += value.record.quantity
    // Copies tell which book the row before them is of
    room = 'isFollowed' in value && value.isFollowed ? 2 : 1
    if (batch.length % PAUSE_ROWS === 0) await setImmediate()
  }
  return batch
}
