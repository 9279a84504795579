import { Readable } from 'node:stream'
import { errors, type HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { appUrl } from '#config/app'

/** How many addresses one file may hold, by sitemaps.org. */
const LARGEST = 50_000
/** Of them, those kept for genres and lists. */
const OTHERS = 1_000
const BATCH = 1_000

type Table = 'books' | 'authors' | 'genres'

export default class SitemapController {
  /**
   * Every address worth finding. A catalogue that one file cannot hold is cut
   * by record number, so that a record stays in its part as others come.
   */
  async show({ request, response }: HttpContext) {
    const [books, authors] = [await lastId('books'), await lastId('authors')]
    const parts = [...partsOf('books', books), ...partsOf('authors', authors)]
    const asked = request.qs().part
    if (asked !== undefined && asked !== 'pages' && !parts.includes(asked)) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url(true)])
    }

    const whole = books + authors <= LARGEST - OTHERS
    const lines = asked ? urlset([asked]) : whole ? urlset(['pages', ...parts]) : index(parts)
    response.type('application/xml').header('cache-control', 'public, max-age=3600')
    return response.stream(Readable.from(lines))
  }
}

function partsOf(table: Table, last: number) {
  return Array.from({ length: Math.ceil(last / LARGEST) }, (_, part) => `${table}-${part + 1}`)
}

async function lastId(table: Table) {
  const [{ last }] = await db.from(table).max('id as last')
  return Number(last)
}

function* index(parts: string[]) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
  for (const part of ['pages', ...parts]) {
    yield `<sitemap><loc>${appUrl}/sitemap.xml?part=${part}</loc></sitemap>\n`
  }
  yield '</sitemapindex>\n'
}

async function* urlset(parts: string[]) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
  for (const part of parts) {
    if (part === 'pages') {
      yield ['/', '/books', '/authors', '/genres', '/copies'].map((path) => url(path)).join('')
      yield* records('genres', 0, LARGEST)
    } else {
      const [table, number] = part.split('-') as [Table, string]
      yield* records(table, (Number(number) - 1) * LARGEST, Number(number) * LARGEST)
    }
  }
  yield '</urlset>\n'
}

async function* records(table: Table, after: number, until: number) {
  const columns = table === 'genres' ? ['id'] : ['id', 'updated_at']
  let rows
  do {
    rows = await db
      .from(table)
      .where('id', '>', after)
      .where('id', '<=', until)
      .orderBy('id')
      .limit(BATCH)
      .select(columns)
    yield rows.map((row) => url(`/${table}/${row.id}`, row.updated_at)).join('')
    after = rows.at(-1)?.id
  } while (rows.length === BATCH)
}

function url(path: string, changed?: string | Date) {
  const day = changed && new Date(changed).toISOString().slice(0, 10)
  return `<url><loc>${appUrl}${path}</loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>\n`
}
