import { args, flags } from '@adonisjs/core/ace'
import { readName } from '#about/facts'
import Library from '#models/library'
import LibraryCommand from './_library_command.js'

export default class LibraryName extends LibraryCommand {
  static commandName = 'library:name'
  static description = 'Give the library its name, or tell it'
  static help = [
    'The name stands on every page, in feeds and in icons, within a second. library:about has all that the library tells of itself.',
    '{{ binaryName }} library:name "Anarres Village Library"',
  ]

  @args.string({
    description: 'The name; without it, the present one is told',
    required: false,
    allowEmptyValue: true,
  })
  declare name?: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { name } =
      this.name === undefined
        ? await Library.read()
        : await Library.tell({ name: readName(this.name) })
    if (this.json) return this.printJson({ name })
    this.logger.log(name ?? 'The library has no name of its own yet.')
  }
}
