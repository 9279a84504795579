import db from '@adonisjs/lucid/services/db'
import RefusedException from '#exceptions/refused_exception'
import { completeIndex } from '#search/book_index'
import { migrate } from '#sql/migrations'
import { ProgressBar } from './_progress_bar.js'

/** Makes and migrates the tables and the search index, and says what of it was missing. */
export async function prepareDatabase(say: (sentence: string) => void) {
  await checkEncoding()
  if (await migrate(db.primaryConnectionName)) say('Prepared the database')

  const bar = new ProgressBar(process.stderr)
  let books = 0
  await completeIndex(db.connection(), (done, last) => {
    books = last
    bar.show(done / last, 'search index')
  })
  bar.end()
  if (books > 0) say(`Made the search index, up to book number ${books}`)
}

/** Catalogues hold all scripts. */
async function checkEncoding() {
  if (db.connection().dialect.name !== 'postgres') return
  const { rows } = await db.rawQuery('show server_encoding')
  const encoding: string = rows[0].server_encoding
  if (encoding === 'UTF8') return
  throw new RefusedException(
    `The PostgreSQL database holds texts in ${encoding}. Make one with "create database ... encoding 'UTF8' template template0".`
  )
}
