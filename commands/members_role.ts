import { args, flags } from '@adonisjs/core/ace'
import Member from '#models/member'
import { readRole } from './_members.js'
import LibraryCommand from './_library_command.js'

export default class MembersRole extends LibraryCommand {
  static commandName = 'members:role'
  static description = 'Give a member a role at the library, or take it'
  static help = [
    'A helper lends and takes back, a librarian edits the catalogue and members besides, an admin gives roles.',
    'Wherever the member is signed in, that ends. The last admin stays one.',
    '{{ binaryName }} members:role P00017 librarian',
    '{{ binaryName }} members:role shevek@anarres.example none',
  ]

  @args.string({ description: 'The card or e-mail address' })
  declare member: string

  @args.string({ description: 'none, helper, librarian or admin' })
  declare role: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const found = await Member.findByReferenceOrRefuse(this.member)
    const { card, name, role, password } = await found.change({ role: readRole(this.role) })
    if (this.json) return this.printJson({ card, name, role })
    this.logger.log(`${card}  ${name}: ${role}`)
    if (role !== 'none' && !password) this.say(`Give them a password: members:password ${card}`)
  }
}
