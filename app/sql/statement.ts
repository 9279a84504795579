import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'
import { onConnection } from '#sql/connection'

export type Binding = string | number | null

/** A value for each ":name" in a statement; SQLite alone knows these. */
export type NamedBindings = Record<string, Binding>

type Row = Record<string, unknown>
type StrictNames = Record<string, StrictValues>

interface Statement {
  all(bindings: Binding[] | NamedBindings, done: (error: Error | null, rows: Row[]) => void): void
  reset(done: () => void): void
  finalize(done: () => void): void
}

interface SqliteConnection {
  prepare(sql: string, done: (error: Error | null) => void): Statement
}

interface PostgresConnection {
  query(sql: string, bindings: Binding[]): Promise<{ rows: Row[] }>
}

type Connections = Map<SqliteConnection, Map<string, Promise<Statement>>>

/** By driver. */
const prepared = new WeakMap<object, Connections>()

/** Asks the driver itself, which on SQLite prepares each text once: a query builder costs more. */
export async function run<T = Row>(
  client: QueryClientContract,
  sql: string,
  bindings: Binding[] | NamedBindings = []
): Promise<T[]> {
  if (client.isTransaction) {
    const result = await client.rawQuery(sql, bindings as StrictValues[] | StrictNames)
    return Array.isArray(result) ? result : result.rows
  }
  if (client.dialect.name === 'postgres') {
    return onConnection(client, async (connection: PostgresConnection) => {
      const { rows } = await connection.query(numbered(sql), bindings as Binding[])
      return rows as T[]
    })
  }
  return onConnection(client, async (connection: SqliteConnection) => {
    const values = Array.isArray(bindings) ? bindings : withColons(bindings)
    const statement = await prepare(client, connection, sql)
    return new Promise<T[]>((resolve, reject) => {
      statement.all(values, (error, rows) => {
        // One that met a lock would go on reading what was there then, and so would its connection,
        // which could write no more
        if (error) statement.reset(() => reject(error))
        else resolve(rows as T[])
      })
    })
  })
}

function withColons(bindings: NamedBindings): NamedBindings {
  return Object.fromEntries(Object.entries(bindings).map(([name, value]) => [`:${name}`, value]))
}

/** The statement as PostgreSQL wants it: "$1" for the first question mark. */
function numbered(sql: string) {
  let values = 0
  return sql.replace(/\?/g, () => `$${++values}`)
}

/** Gives the prepared statements back; SQLite closes no connection before. */
export async function finalizeStatements(client: QueryClientContract) {
  const connections = prepared.get(client.getWriteClient())
  for (const statements of connections?.values() ?? []) {
    for (const result of await Promise.allSettled(statements.values())) {
      if (result.status === 'rejected') continue
      await new Promise<void>((resolve) => result.value.finalize(resolve))
    }
  }
  connections?.clear()
}

function prepare(client: QueryClientContract, connection: SqliteConnection, sql: string) {
  const connections: Connections = prepared.get(client.getWriteClient()) ?? new Map()
  prepared.set(client.getWriteClient(), connections)
  const statements = connections.get(connection) ?? new Map<string, Promise<Statement>>()
  connections.set(connection, statements)

  const known = statements.get(sql)
  if (known) return known
  const statement = new Promise<Statement>((resolve, reject) => {
    const made = connection.prepare(sql, (error) => (error ? reject(error) : resolve(made)))
  })
  statements.set(sql, statement)
  statement.catch(() => statements.delete(sql))
  return statement
}
