import { readFile, stat } from 'node:fs/promises'
import { args, flags } from '@adonisjs/core/ace'
import { describeChanges, readAboutFile, writeAboutFile } from '#about/about_file'
import RefusedException from '#exceptions/refused_exception'
import { checkOutput, writeOutput } from '#files/output_file'
import { spokenLanguages } from '#languages/speech'
import Library from '#models/library'
import LibraryCommand from './_library_command.js'

/** In bytes: a thousand times what the facts of a library take. */
const LARGEST = 1_000_000

export default class LibraryAbout extends LibraryCommand {
  static commandName = 'library:about'
  static description = 'Write what the library tells of itself to a file, and read it from there'
  static help = [
    'Name, address, opening hours, closed days, language and colour stand in one file with notes. Where there is no such file, it is written; where there is one, it is read.',
    '',
    '  {{ binaryName }} library:about about.txt',
    '',
    'Change about.txt, and give the same command again. What the file does not name stays as it is.',
  ]

  @args.string({ description: 'The file' })
  declare file: string

  @flags.boolean({ description: 'Write the file anew, though it is there' })
  declare write: boolean

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const isThere = await stat(this.file).catch(() => null)
    const [before, spoken] = [await Library.read(), spokenLanguages()]
    if (!isThere || this.write) {
      const path = await checkOutput(this.file)
      await writeOutput(path, this.file, [writeAboutFile(before, spoken)])
      if (this.json) return this.printJson({ written: this.file })
      this.logger.log(
        `${this.file} has what the library tells of itself. Change it, and give the same command again.`
      )
      return
    }

    const facts = readAboutFile(await this.#readFile(), spoken)
    const after = await Library.tell(facts)
    if (this.json) return this.printJson(facts)
    for (const change of describeChanges(before, after, spoken)) this.logger.log(change)
    this.logger.log(`The library tells of itself what ${this.file} says.`)
  }

  async #readFile() {
    try {
      const { size } = await stat(this.file)
      if (size > LARGEST) throw new Error('it is too large')
      return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(this.file))
    } catch (error) {
      const { code, message } = Object(error)
      const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message
      throw new RefusedException(`${this.file} cannot be read: ${reason}`)
    }
  }
}
