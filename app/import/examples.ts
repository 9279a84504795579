import db from '@adonisjs/lucid/services/db'
import { takeTurn } from '#catalogue/record_count'
import { emptyCatalogue } from '#import/merging/tables'
import Library from '#models/library'
import { refresh } from '#search/book_index'
import { patiently } from '#sql/patience'
import { transaction } from '#sql/transaction'

/** Takes the example books out of a library that has no others. */
export function removeExamples() {
  return patiently(() =>
    transaction(db.connection(), async (client) => {
      await takeTurn(client)
      if (!(await Library.setDemonstration(client, false))) return
      await emptyCatalogue(client)
      await refresh(client)
    })
  )
}
