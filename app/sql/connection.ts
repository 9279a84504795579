import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isServerAway } from '#sql/errors'

/** Gives work a connection of the pool or transaction. One whose server is gone is used no more. */
export async function onConnection<C, T>(
  client: QueryClientContract,
  work: (connection: C) => Promise<T>
) {
  const { client: driver } = client.getWriteClient()
  const connection = await driver.acquireConnection()
  try {
    return await work(connection)
  } catch (error) {
    // As knex marks it, though only when the driver tells of it, which is a moment later
    if (isServerAway(error)) connection.__knex__disposed = error
    throw error
  } finally {
    driver.releaseConnection(connection)
  }
}
