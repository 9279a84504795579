import { pipeline } from 'node:stream/promises'
import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import { checkOutput, writeOutput } from '#files/output_file'
import { Exporter } from '#import/exporter'
import { recordCounts } from '#catalogue/record_count'
import { transaction } from '#sql/transaction'
import { step } from '#stop'
import LibraryCommand from './_library_command.js'
import { ProgressBar } from './_progress_bar.js'

export default class LibraryExport extends LibraryCommand {
  static commandName = 'library:export'
  static description = 'Write the whole catalogue to a CSV file that library:import reads back'
  static help = [
    'Imported into an empty library, the file gives the same catalogue: books, authors, genres, languages and every copy with its state. A spreadsheet can open and change it. A file of that name is replaced once the new one is complete.',
    '',
    '  {{ binaryName }} library:export catalogue.csv',
    '  {{ binaryName }} library:export - | gzip > catalogue.csv.gz',
  ]

  @args.string({ description: 'The file to write; - for standard output' })
  declare file: string

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const path = this.file === '-' ? null : await checkOutput(this.file)
    const bar = new ProgressBar(process.stderr)
    const total = await recordCounts()
    const books = await transaction(db.connection(), async (trx) => {
      const exporter = new Exporter(trx)
      const pieces = showing(exporter, () => {
        bar.show(exporter.books / (total.books || 1), `${exporter.books} books`)
      })
      if (path) await writeOutput(path, this.file, pieces)
      else await pipeline(pieces, process.stdout, { end: false })
      return exporter.books
    })
    bar.end()
    if (!path) return
    if (this.json) return this.printJson({ books, copies: total.copies, file: this.file })
    this.logger.log(
      `${count(books, 'book')} and ${count(total.copies, 'copy', 'copies')} written to ${this.file}`
    )
  }
}

async function* showing(exporter: Exporter, show: () => void) {
  for await (const piece of exporter.pieces()) {
    step()
    yield piece
    show()
  }
}

function count(number: number, one: string, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`
}
