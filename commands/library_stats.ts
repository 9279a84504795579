import { flags } from '@adonisjs/core/ace'
import BookInstance from '#models/book_instance'
import { recordCounts } from '#catalogue/record_count'
import { today } from '#clock'
import Library from '#models/library'
import LibraryCommand from './_library_command.js'

export default class LibraryStats extends LibraryCommand {
  static commandName = 'library:stats'
  static description = 'Print what the library holds and what is due'

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    // Days are those of the library
    await Library.read()
    const day = today()
    const counts = await recordCounts()
    const due = {
      overdue: await count(BookInstance.query().withScopes((copies) => copies.overdue(day))),
      due_today: await count(BookInstance.query().where('due_back', day.toISODate())),
      due_within_a_week: await count(
        BookInstance.query().whereBetween('due_back', [
          day.toISODate(),
          day.plus({ days: 7 }).toISODate(),
        ])
      ),
    }
    if (this.json) return this.printJson({ ...counts, ...due })

    const rows: [string, number][] = [
      ['Books', counts.books],
      ['Copies', counts.copies],
      ['Copies available', counts.copies_available],
      ['Authors', counts.authors],
      ['Genres', counts.genres],
      ['Overdue', due.overdue],
      ['Due today', due.due_today],
      ['Due within a week', due.due_within_a_week],
    ]
    const table = this.ui.table()
    for (const [name, number] of rows) table.row([name, String(number)])
    table.render()
  }
}

async function count(query: ReturnType<typeof BookInstance.query>) {
  const [{ total }] = await query.count('* as total').pojo<{ total: number }>()
  return Number(total)
}
