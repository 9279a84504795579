import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { momentNow } from '#clock'
import { run } from '#sql/statement'
import { asTimestamp } from '#sql/timestamps'

/** How copies and loans can disagree: each finds the copies of which it is so. */
const DISAGREEMENTS = {
  'on loan, without a loan': `select id from book_instances as copies where status = 'on_loan'
    and not exists (select 1 from loans where copy_id = copies.id and returned_at is null)`,
  'lent, and not on loan': `select copies.id from loans
    join book_instances as copies on copies.id = loans.copy_id
    where returned_at is null and status <> 'on_loan'`,
  'due on another day than its loan': `select copies.id from loans
    join book_instances as copies on copies.id = loans.copy_id
    where returned_at is null and status = 'on_loan'
      and (due_on <> due_back or (due_on is null) <> (due_back is null))`,
}

/** What is wrong, and with which copies; nothing where copies and loans agree. */
export async function disagreements(client: QueryClientContract) {
  const found: { wrong: string; copy: string }[] = []
  for (const [wrong, sql] of Object.entries(DISAGREEMENTS)) {
    const copies = await run<{ id: string }>(client, sql)
    found.push(...copies.map(({ id }) => ({ wrong, copy: id })))
  }
  return found
}

/**
 * Has copies and loans agree again after an import. What the desk lent to a member stays lent until
 * then; of what is out to nobody whose name is known, the list knows more.
 */
export async function settleLoans(client: QueryClientContract) {
  const moment = asTimestamp(client, momentNow())
  const ofMembers = `select copy_id from loans where returned_at is null and member_id is not null`
  await run(
    client,
    `update book_instances set status = 'on_loan', due_back = (
       select due_on from loans where copy_id = book_instances.id and returned_at is null)
     where id in (${ofMembers}) and (id in (${DISAGREEMENTS['lent, and not on loan']})
       or id in (${DISAGREEMENTS['due on another day than its loan']}))`
  )
  await run(
    client,
    `update loans set returned_at = ? where returned_at is null
       and copy_id in (${DISAGREEMENTS['lent, and not on loan']})`,
    [moment]
  )
  await run(
    client,
    `update loans set due_on = (select due_back from book_instances where id = loans.copy_id)
     where returned_at is null
       and copy_id in (${DISAGREEMENTS['due on another day than its loan']})`
  )
  await run(
    client,
    `insert into loans (copy_id, lent_at, due_on)
     select id, ?, due_back from book_instances where id in (${DISAGREEMENTS['on loan, without a loan']})`,
    [moment]
  )
}
