import type { QueryClientContract } from '@adonisjs/lucid/types/database'

export type ColumnType = 'text' | 'integer' | 'bigint' | 'uuid' | 'date' | 'timestamp'

// Values travel as one JSON text, so that a statement is the same for one row and for thousands

/** A query of the values of a JSON array. Takes one binding. */
export function valuesOf(client: QueryClientContract, type: ColumnType) {
  return client.dialect.name === 'postgres'
    ? `select value::${type} from jsonb_array_elements_text(?::jsonb) as value`
    : 'select value from json_each(?)'
}

/** A query of the rows of a JSON array of arrays, under these names. Takes one binding. */
export function rowsOf(client: QueryClientContract, columns: Record<string, ColumnType>) {
  if (client.dialect.name === 'postgres') {
    const cells = Object.entries(columns).map(
      ([name, type], place) => `(value ->> ${place})::${type} as ${name}`
    )
    return `select ${cells.join(', ')} from jsonb_array_elements(?::jsonb) as value`
  }
  // jsonb_each keeps the rows parsed; json_each would have each of them parsed once a column
  const cells = Object.keys(columns).map((name, place) => `value ->> ${place} as ${name}`)
  return `select ${cells.join(', ')} from jsonb_each(?)`
}

/** An expression of a JSON object, whose members are expressions. */
export function objectOf(client: QueryClientContract, members: Record<string, string>) {
  const pairs = Object.entries(members).map(([name, value]) => `'${name}', ${value}`)
  const make = client.dialect.name === 'postgres' ? 'json_build_object' : 'json_object'
  return `${make}(${pairs.join(', ')})`
}

/** An expression of the JSON array of such objects, one for each row of the tables. */
export function objectsOf(
  client: QueryClientContract,
  members: Record<string, string>,
  { from, order }: { from: string; order: string }
) {
  const one = objectOf(client, members)
  return client.dialect.name === 'postgres'
    ? `(select coalesce(json_agg(${one} order by ${order}), '[]') from ${from})`
    : `json((select json_group_array(${one} order by ${order}) from ${from}))`
}
