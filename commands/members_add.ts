import { args, flags } from '@adonisjs/core/ace'
import RefusedException from '#exceptions/refused_exception'
import { textsIn } from '#languages/speech'
import { type Faults, factsOf, owners, readTold } from '#members/member_facts'
import Member from '#models/member'
import { readRole } from './_members.js'
import LibraryCommand from './_library_command.js'

export default class MembersAdd extends LibraryCommand {
  static commandName = 'members:add'
  static description = 'Add a member, who may borrow from then on'
  static help = [
    'Without a card of their own they get the next number, with a digit at its end that tells a mistyped one.',
    '{{ binaryName }} members:add "Shevek" --email=shevek@anarres.example',
    '{{ binaryName }} members:add "Takver" --card=T-12 --group="Class 3b"',
    '{{ binaryName }} members:add "Odo" --role=admin',
  ]

  @args.string({ description: 'The name' })
  declare name: string

  @flags.string({ description: 'The number of a card that they have already' })
  declare card?: string

  @flags.string({ description: 'An e-mail address, which is theirs alone' })
  declare email?: string

  @flags.string({ description: 'A class, a family' })
  declare group?: string

  @flags.string({ description: 'What they may do at the library: helper, librarian or admin' })
  declare role?: string

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const { name, card = '', email = '', group = '' } = this
    const as = this.role === undefined ? {} : { role: readRole(this.role) }
    const { told, faults } = readTold({ name, card, email, group })
    const wrong = sentencesOf({ ...(await owners(told)), ...faults })
    if (wrong.length > 0) throw new RefusedException(wrong.join(' '))
    const member = await Member.add({ ...factsOf(told), ...as })
    if (this.json) {
      const { id, role = 'none' } = member
      return this.printJson({ id, card: member.card, name: member.name, email: member.email, role })
    }
    this.logger.log(`${member.card}  ${member.name}`)
    if (this.role) this.say(`Give them a password: members:password ${member.card}`)
  }
}

/** "Card: Odo has this card." */
function sentencesOf(faults: Faults) {
  const texts = textsIn('en')
  return Object.entries(faults).map(([field, { kind, values, member }]) => {
    const sentence = texts.t(`member_faults.${kind}`, { ...values, name: member?.name ?? '' })
    return `${texts.t(`member_fields.${field}`)}: ${sentence.replace(/<\/?link>/g, '')}`
  })
}
