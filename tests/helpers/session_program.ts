import { middleware } from '#start/kernel'
import router from '@adonisjs/core/services/router'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import pg from 'pg'
import type { Visitor } from '#tests/helpers/visitor'

/** One call of the session's API: its method and arguments, or one of the steps below. */
export type Step = [name: string, ...args: unknown[]]

interface Gate {
  arrived: Promise<void>
  open(): void
}

const gates = new Map<string, { arrive(): void; opened: Promise<void> }>()

/** A place where a program waits: the step `['wait', name]` stops there until the test opens it. */
export function gate(name: string): Gate {
  const arrival = Promise.withResolvers<void>()
  const opening = Promise.withResolvers<void>()
  gates.set(name, { arrive: arrival.resolve, opened: opening.promise })
  return { arrived: arrival.promise, open: opening.resolve }
}

const STEPS: Record<string, (ctx: HttpContext, ...args: never[]) => unknown> = {
  wait: (_, name: string) => {
    gates.get(name)!.arrive()
    return gates.get(name)!.opened
  },
  push: ({ session }, key: string, value: unknown) => void session.get(key).push(value),
  putDate: ({ session }, key: string, date: string) => session.put(key, new Date(date)),
  isDate: ({ session }, key: string) => session.get(key) instanceof Date,
  putFunction: ({ session }, key: string) => session.put(key, { inside: () => 1 }),
  mutateToFunction: ({ session }, key: string) => void (session.get(key).inside = () => 1),
  expireAt: ({ session }, date: string) => session.setExpiry(new Date(date)),
  flashed: ({ session }, key: string) => session.flashMessages.get(key),
  id: ({ session }) => session.sessionId,
}

const pipeline = [middleware.bodyparser(), middleware.session()]

const performSteps = async (ctx: HttpContext) => {
  const results: unknown[] = []
  const api = ctx.session as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const [name, ...args] of JSON.parse(ctx.request.input('steps')) as Step[]) {
    try {
      const step = STEPS[name]
      results.push(step ? await step(ctx, ...(args as never[])) : api[name](...args))
    } catch (error) {
      results.push({ error: (error as Error).message })
    }
  }
  if (ctx.request.input('cacheControl')) {
    ctx.response.header('Cache-Control', ctx.request.input('cacheControl'))
  }
  return ctx.response.status(ctx.request.input('status') ?? 200).send({ results })
}

router.post('/test/program', performSteps).use(pipeline)

router.get('/test/all', ({ session }) => session.all()).use(pipeline)

router
  .get('/test/crash', ({ session }) => {
    session.put('a', 'from the page that broke')
    throw new Error('broken on purpose')
  })
  .use(pipeline)

const VIEW = [
  "{{ session.has('zero') ? 'there' : 'not there' }}: {{ session.get('zero') }}",
  "@flashMessage('notice')",
  '{{ $message }}',
  '@end',
].join('\n')

router.get('/test/view', ({ view }) => view.renderRaw(VIEW)).use(pipeline)

/** Lets the visitor's session go through the steps in one request, and gives what each returned. */
export async function perform(
  visitor: Visitor,
  steps: Step[],
  {
    headers,
    ...rest
  }: { status?: number; cacheControl?: string; headers?: Record<string, string> } = {}
) {
  const page = await visitor.visit('/test/program', {
    method: 'POST',
    // As text, of which the parser of bodies leaves empty strings and spaces alone
    body: JSON.stringify({ steps: JSON.stringify(steps), ...rest }),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const results: unknown[] =
    page.headers.get('content-type')?.includes('json') === true ? JSON.parse(page.body).results : []
  return { ...page, results, cookies: page.headers.getSetCookie() }
}

/** Everything that the visitor's session holds. */
export async function contents(visitor: Visitor) {
  const { results } = await perform(visitor, [['all']])
  return results[0]
}

export { overwriteSessions, sessionRows } from '#tests/helpers/session_rows'

interface TracedConnection {
  on(event: 'trace', listener: (sql: string) => void): void
  removeListener(event: 'trace', listener: (sql: string) => void): void
}

/** The SQL statements that the database ran while the work was done. */
export async function statementsOf(work: () => Promise<unknown>) {
  if (db.connection().dialect.name === 'postgres') return statementsOnPostgres(work)
  const { client } = db.connection().getWriteClient()
  const connection: TracedConnection = await client.acquireConnection()
  await client.releaseConnection(connection)

  const statements: string[] = []
  const note = (sql: string) => void statements.push(sql.replace(/\s+/g, ' ').trim())
  connection.on('trace', note)
  try {
    await work()
  } finally {
    connection.removeListener('trace', note)
  }
  return statements
}

async function statementsOnPostgres(work: () => Promise<unknown>) {
  const statements: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [statement] = args as (string | { text: string })[]
    const sql = typeof statement === 'string' ? statement : statement.text
    // Of a connection that was opened just now
    const isGreeting = /^(select version|set time zone)/.test(sql)
    if (!isGreeting) statements.push(sql.replace(/\s+/g, ' ').replace(/;$/, '').trim())
    return query.apply(this, args as never)
  } as typeof query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return statements
}
