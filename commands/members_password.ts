import { text } from 'node:stream/consumers'
import { args, flags } from '@adonisjs/core/ace'
import { faultOf, keepable, LENGTHS } from '#accounts/passwords'
import RefusedException from '#exceptions/refused_exception'
import { textsIn } from '#languages/speech'
import Member from '#models/member'
import LibraryCommand from './_library_command.js'

export default class MembersPassword extends LibraryCommand {
  static commandName = 'members:password'
  static description = 'Give a member a password to sign in with, or another'
  static help = [
    'It is asked for, and not shown as it is typed. Wherever the member is signed in, that ends.',
    '{{ binaryName }} members:password P00017',
    '{{ binaryName }} members:password P00017 --stdin < password.txt',
  ]

  @args.string({ description: 'The card or e-mail address' })
  declare member: string

  @flags.boolean({ description: 'Read it from the first line that comes in' })
  declare stdin: boolean

  async run() {
    const member = await Member.findByReferenceOrRefuse(this.member)
    const password = await this.#ask()
    const fault = faultOf(password, member)
    if (fault) throw new RefusedException(textsIn('en').t(fault, LENGTHS))
    await member.change({ password: await keepable(password) })
    this.logger.log(`${member.card}  ${member.name} has a new password.`)
  }

  async #ask() {
    if (this.stdin) {
      const all = await text(process.stdin)
      return all.split(/\r?\n/)[0]
    }
    if (!process.stdin.isTTY) {
      throw new RefusedException('There is no terminal to ask on: give the password with --stdin.')
    }
    const [first, again] = [
      await this.prompt.secure('Password'),
      await this.prompt.secure('The same once more'),
    ]
    if (first !== again) throw new RefusedException('The two are not the same.')
    return first
  }
}
