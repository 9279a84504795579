import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { takeTurn } from '#catalogue/record_count'
import { run } from '#sql/statement'

/** A number that is counted on from. Longer ones are barcodes of others, whose last digit checks them. */
const NUMBER = /^\d{1,9}$/

/**
 * So many codes that no copy ever had, in rising order: the numbers after the greatest so far, those
 * that are `given` otherwise included.
 */
export async function nextCodes(client: QueryClientContract, count: number, given: string[] = []) {
  const greatest = given.reduce((most, code) => Math.max(most, NUMBER.test(code) ? +code : 0), 0)
  if (count === 0 && greatest === 0) return []
  await takeTurn(client)
  const [{ last }] = await run<{ last: number }>(
    client,
    `update record_counts set count = case when count < ? then ? else count end + ?
     where name = 'codes' returning count as last`,
    [greatest, greatest, count]
  )
  return Array.from({ length: count }, (_, index) => String(last - count + 1 + index))
}
