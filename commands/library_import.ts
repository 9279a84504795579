import { args, flags } from '@adonisjs/core/ace'
import db from '@adonisjs/lucid/services/db'
import { MAPPED } from '#import/reading/columns'
import { COPY_STATUSES, isCopyStatus } from '#models/book_instance'
import RefusedException from '#exceptions/refused_exception'
import { Importer, type ImportListener } from '#import/importer'
import { isPrepared } from '#search/book_index'
import { alone } from '#sql/alone'
import LibraryCommand from './_library_command.js'
import { prepareDatabase } from './_prepare_database.js'
import { ProgressBar } from './_progress_bar.js'

const SHOWN_WARNINGS = 20

export const QUESTION = 'The library still has the example books. What should happen to them?'

export default class LibraryImport extends LibraryCommand {
  static commandName = 'library:import'
  static description = 'Read the list of books of another program into the catalogue'
  static help = [
    'Takes CSV, TSV and JSON as Goodreads, LibraryThing, BookBuddy, Calibre, StoryGraph, OpenReads and others write them, any table with a column of titles, and what library:export writes. Rows that share an ISBN are copies of one book. The same file can be imported again: what is there is not doubled, what changed is updated, and an import that was cut short is finished. Rows that cannot be taken are listed in FILE.rejected.csv. If the library still has the example books, it asks whether to remove them.',
    '',
    '  {{ binaryName }} library:import books.csv --dry-run',
    '  {{ binaryName }} library:import books.csv --map "Main heading=title"',
    '',
    `What --map can name: ${MAPPED.join(', ')}.`,
  ]

  @args.string({ description: 'The file to read' })
  declare file: string

  @flags.array({
    description: 'Read the column "their" as "ours": --map their=ours; may be repeated',
  })
  declare map: string[]

  @flags.number({
    description: 'Copies of a book for each row that does not say how many',
    default: 1,
  })
  declare copies: number

  @flags.string({
    description: `State of new copies: ${COPY_STATUSES.join(', ')}`,
    default: 'available',
  })
  declare status: string

  @flags.string({ description: 'Encoding of the file, where it is not found out by itself' })
  declare encoding: string

  @flags.string({ description: 'Delimiter: one character, or comma, semicolon, tab or pipe' })
  declare delimiter: string

  @flags.boolean({ description: 'Remove the example books' })
  declare replaceDemo: boolean

  @flags.boolean({ description: 'Keep the example books' })
  declare keepDemo: boolean

  @flags.boolean({ description: 'Say what would happen, and change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  /** Known once it was asked. */
  #replaces?: boolean

  async run() {
    const options = this.#readOptions()
    if (!this.dryRun && !(await isPrepared(db.connection()))) {
      await alone(() => prepareDatabase((sentence) => this.json || this.say(sentence)))
    }
    const bar = new ProgressBar(process.stderr)
    const listener: ImportListener = {
      progress: (fraction, rows) => bar.show(fraction, `${rows} rows`),
      warning: (line, sentence, number) => {
        bar.end()
        if (number <= SHOWN_WARNINGS) this.#warn(`line ${line}: ${sentence}`)
      },
      replaces: async () => (this.#replaces = await this.#askForExampleBooks()),
    }
    const importer = new Importer(this.file, options, listener, this.dryRun)
    try {
      const summary = await importer.import(db.connection())
      bar.end()
      const unsaid = summary.warnings - SHOWN_WARNINGS
      if (unsaid > 0) this.#warn(`and ${unsaid} more such lines`)
      const isMeant = this.#replaces ?? this.replaceDemo
      if (isMeant && !summary.replacedDemo && summary.rows > 0) {
        this.#warn('the library no longer has the example books, so nothing was removed')
      }
      this.#report(summary, importer.rejected.path)
    } finally {
      bar.end()
    }
  }

  /** Apart from the result, so that a machine can read that. */
  #warn(sentence: string) {
    this.logger.logError(this.logger.prepareWarning(sentence))
  }

  /** @returns Whether the example books are removed */
  async #askForExampleBooks() {
    if (this.replaceDemo || this.keepDemo) return this.replaceDemo
    if (this.dryRun) {
      this.#warn(
        'the library still has the example books: the import asks whether to remove them (--replace-demo) or to keep them (--keep-demo, as is counted here)'
      )
      return false
    }
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      throw new RefusedException(
        'The library still has the example books. Add --replace-demo to remove them, or --keep-demo to keep them beside yours.'
      )
    }
    // On Ctrl-C the prompt rejects a promise that nobody holds
    const cancel = () => process.exit(130)
    process.once('unhandledRejection', cancel)
    const answer = await this.prompt.choice(QUESTION, [
      { name: 'replace', message: 'Remove them' },
      { name: 'keep', message: 'Keep them' },
    ])
    process.off('unhandledRejection', cancel)
    return answer === 'replace'
  }

  #readOptions() {
    const { encoding, delimiter, map = [], copies, status } = this
    if (this.replaceDemo && this.keepDemo) {
      throw new RefusedException('Name one of --replace-demo and --keep-demo.')
    }
    if (!isCopyStatus(status)) {
      throw new RefusedException(
        `The status of a copy must be one of ${COPY_STATUSES.join(', ')}, not "${status}"`
      )
    }
    if (!Number.isInteger(copies) || copies < 0 || copies > 9_999) {
      throw new RefusedException('--copies takes a whole number from 0 to 9999')
    }
    return { encoding, delimiter, map, copies, status }
  }

  #report(summary: Importer['summary'], rejectedFile: string) {
    const isListed = summary.rejected > 0 && !this.dryRun
    if (this.json) {
      const file = isListed ? rejectedFile : null
      return this.printJson({ ...summary, dryRun: this.dryRun ?? false, rejectedFile: file })
    }
    const parts = [
      count(summary.newBooks, 'new book'),
      count(summary.furtherCopies, 'further copy', 'further copies'),
      ...(summary.otherRecords > 0 ? [count(summary.otherRecords, 'other new record')] : []),
      `${summary.updated} updated`,
      `${summary.unchanged} unchanged`,
      `${summary.rejected} rejected`,
    ]
    this.logger.log(`${count(summary.rows, 'row')}: ${parts.join(', ')}`)
    this.logger.log(
      `${count(summary.copiesAdded, 'copy', 'copies')} ${this.dryRun ? 'would be ' : ''}added`
    )
    if (summary.replacedDemo) {
      this.logger.log(`The example books ${this.dryRun ? 'would be' : 'were'} removed`)
    }
    if (this.dryRun) this.logger.log('Nothing was changed: this was a dry run')
    if (isListed) this.logger.log(`The rejected rows are listed in ${rejectedFile}`)
  }
}

function count(number: number, one: string, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`
}
