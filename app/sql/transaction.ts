import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { onConnection } from '#sql/connection'

type Work<T> = (trx: TransactionClientContract) => Promise<T>

interface Options {
  isolationLevel?: 'repeatable read'
}

/**
 * Runs work in a transaction, or a savepoint of the one that the client is. No other way leads to
 * one: Lucid's own takes a COMMIT that failed for done, since knex tells that by another promise.
 * @throws what the work threw, or the commit; then nothing of the work is kept
 */
export async function transaction<T>(
  client: QueryClientContract,
  work: Work<T>,
  options: Options = {}
): Promise<T> {
  // It is held until all is over, so that nobody gets one on which a transaction is open
  return onConnection(client, async (connection) => {
    const trx = await begin(client, { connection, ...options })
    // A BEGIN that failed gives a transaction that has ended, and the reason by that other promise
    if (trx.isCompleted) await trx.knexClient.executionPromise
    try {
      const result = await work(trx)
      await commit(trx)
      return result
    } catch (error) {
      await rollBack(trx, client, connection)
      throw error
    }
  })
}

/** Runs work in a transaction of which nothing is kept. */
export async function trial<T>(client: QueryClientContract, work: Work<T>) {
  let result: T
  const undone = new Error('Undone, as was meant')
  const attempt = transaction(client, async (trx) => {
    result = await work(trx)
    throw undone
  })
  await attempt.catch((error) => {
    if (error !== undone) throw error
  })
  return result!
}

/** Where Lucid is given options for a savepoint, it takes them for the work. */
function begin(client: QueryClientContract, options: object) {
  if (client.isTransaction) return client.transaction()
  const nothing = undefined as never
  return client.transaction<TransactionClientContract>(nothing, options)
}

async function commit(trx: TransactionClientContract) {
  const { response } = Object(await trx.knexClient.commit())
  await trx.knexClient.executionPromise
  // What PostgreSQL answers where a statement had failed, and nobody said so
  if (Object(response).command === 'ROLLBACK') {
    throw new Error('The database has undone the transaction, since a statement of it failed')
  }
  // Models listen for it, to let go of the transaction
  trx.emit('commit', trx)
}

async function rollBack(
  trx: TransactionClientContract,
  client: QueryClientContract,
  connection: unknown
) {
  const wasCompleted = trx.isCompleted
  await trx.rollback().catch(() => {})
  // SQLite leaves a transaction open whose COMMIT it refused, and knex asks nothing more of it
  if (wasCompleted && client.dialect.name === 'sqlite3' && !client.isTransaction) {
    const { client: driver } = client.getWriteClient()
    await driver.query(connection, 'rollback').catch(() => {})
  }
}
