import { Readable } from 'node:stream'
import { errors, type HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { appUrl } from '#config/app'
import { run } from '#sql/statement'

/** How many addresses one file may hold, by sitemaps.org; genres and lists need some of them. */
const LARGEST = 50_000
const OTHERS = 1_000
const BATCH = 1_000
const LISTS = ['/', '/about', '/books', '/authors', '/genres', '/copies']
const HIGHEST = 'select (select max(id) from books) books, (select max(id) from authors) authors'

export default class SitemapController {
  /** Parts are cut by record number, so that a record stays in its part as others come. */
  async show({ request, response }: HttpContext) {
    const [{ books, authors }] = await run<Record<string, number>>(db.connection(), HIGHEST)
    const parts = ['pages', ...partsOf('books', books), ...partsOf('authors', authors)]
    const asked = request.qs().part
    if (asked !== undefined && !parts.includes(asked)) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url(true)])
    }
    const isIndex = !asked && books + authors > LARGEST - OTHERS
    const file = isIndex ? indexOf(parts) : addressesOf(asked ? [asked] : parts)
    response.type('application/xml').header('cache-control', 'public, max-age=3600')
    return response.stream(Readable.from(file))
  }
}

function partsOf(table: string, last: number) {
  return Array.from({ length: Math.ceil(last / LARGEST) }, (_, part) => `${table}-${part + 1}`)
}

function* indexOf(parts: string[]) {
  yield opening('sitemapindex')
  for (const part of parts) {
    yield `<sitemap><loc>${appUrl}/sitemap.xml?part=${part}</loc></sitemap>\n`
  }
  yield '</sitemapindex>\n'
}

async function* addressesOf(parts: string[]) {
  yield opening('urlset')
  for (const part of parts) {
    const [table, number] = part.split('-')
    if (table === 'pages') yield LISTS.map((path) => toUrl(path)).join('')
    if (table === 'pages') yield* recordsOf('genres', 'id', 1)
    else yield* recordsOf(table, 'id, updated_at', Number(number))
  }
  yield '</urlset>\n'
}

async function* recordsOf(table: string, columns: string, part: number) {
  const sql = `select ${columns} from ${table} where id > ? and id <= ? order by id limit ${BATCH}`
  let after = (part - 1) * LARGEST
  let rows
  do {
    rows = await run<any>(db.connection(), sql, [after, part * LARGEST])
    yield rows.map(({ id, updated_at: at }) => toUrl(`/${table}/${id}`, at)).join('')
    after = rows.at(-1)?.id
  } while (rows.length === BATCH)
}

function toUrl(path: string, changed?: string | Date) {
  const day = changed && new Date(changed).toISOString().slice(0, 10)
  return `<url><loc>${appUrl}${path}</loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>\n`
}

function opening(root: string) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n`
}
