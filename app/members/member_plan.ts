import { hash } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { fold, toSortKey, toSortName } from '#catalogue/headings'
import Member from '#models/member'
import { type Fault, FIELDS, type Field, tellOf, type Told } from '#members/member_facts'
import type { Row } from '#members/member_table'

export interface Change {
  field: Field
  before: string
  after: string
}

/** What a file would change. */
export interface Plan {
  added: { line: number; told: Partial<Told>; namesake?: { id: number; name: string } }[]
  changed: { line: number; id: number; name: string; card: string; changes: Change[] }[]
  unchanged: number
  /** Those who are not in the file: with how many books, and whether they could go. */
  gone: { id: number; name: string; card: string; open: number; mayGo: boolean }[]
  unreadable: (Row & { fault: Fault })[]
}

/**
 * Compares a file with the members: a row is of who has its card; without one, its e-mail address;
 * without that, its name. @param by Whose role nobody's is above, of those who are changed
 */
export async function planOf(client: QueryClientContract, rows: Row[], by: Member) {
  const members = await Member.query({ client })
    .apply((scopes) => scopes.ordered())
    .withCount('loans', (loans) => loans.whereNull('returnedAt').as('open'))
  const known = new Known(members)
  const plan: Plan = { added: [], changed: [], unchanged: 0, gone: [], unreadable: [] }
  const seen = new Map<string, number>()

  for (const row of rows) {
    const { line, told } = row
    const found = known.find(told)
    // A card that somebody has already is none that was mistyped now
    const ownFault = row.fault?.kind === 'card_mistyped' && found ? undefined : row.fault
    const member = ownFault ? undefined : found
    const fault = ownFault ?? known.faultOf(told, member) ?? faultOfTwice(seen, row, member)
    if (fault) {
      plan.unreadable.push({ ...row, fault })
      continue
    }
    if (!member) {
      const [namesake] = known.named(told.name!)
      plan.added.push({
        line,
        told,
        ...(namesake && { namesake: { id: namesake.id, name: namesake.name } }),
      })
      continue
    }
    const changes = changesOf(member, told)
    const { id, name, card } = member
    if (changes.length === 0) plan.unchanged++
    else if (member.isAbove(by)) plan.unreadable.push({ ...row, fault: { kind: 'above' } })
    else plan.changed.push({ line, id, name, card, changes })
  }

  plan.gone = members
    .filter(({ id }) => !seen.has(`member ${id}`))
    .map(({ id, name, card, role, $extras }) => {
      const open = Number($extras.open)
      return { id, name, card, open, mayGo: open === 0 && role === 'none' }
    })
  return { plan, members: new Map(members.map((member) => [member.id, member])) }
}

/** Whom a yes may delete: nobody while a row is left out, which may be of any of them. */
export function leavingOf({ gone, unreadable }: Plan) {
  return unreadable.length > 0 ? [] : gone.filter(({ mayGo }) => mayGo)
}

/** A short name of a plan: the same for the same. */
export function versionOf(plan: Plan) {
  return hash('sha256', JSON.stringify(plan), 'base64url')
}

class Known {
  readonly #byCard: Map<string, Member>
  readonly #byEmail: Map<string | null, Member>
  readonly #byName: Map<string, Member[]>

  constructor(members: Member[]) {
    this.#byCard = new Map(members.map((member) => [member.card, member]))
    this.#byEmail = new Map(members.map((member) => [member.emailKey, member]))
    this.#byName = Map.groupBy(members, ({ sortKey }) => sortKey)
  }

  named(name: string) {
    return this.#byName.get(toSortKey(toSortName(name))) ?? []
  }

  find({ card, email, name }: Partial<Told>): Member | undefined {
    if (card) return this.#byCard.get(card)
    return email ? this.#withEmail(email) : name ? this.named(name)[0] : undefined
  }

  faultOf({ card, email, name }: Partial<Told>, member?: Member): Fault | undefined {
    const owner = email ? this.#withEmail(email) : undefined
    if (owner && owner.id !== member?.id) {
      return { kind: 'email_taken', member: { id: owner.id, name: owner.name } }
    }
    if (!card && !email && name && this.named(name).length > 1) return { kind: 'many_named' }
    if (!member && !name) return card ? { kind: 'card_unknown' } : { kind: 'name_missing' }
  }

  #withEmail(email: string) {
    return this.#byEmail.get(fold(email))
  }
}

/** Where a row before it has the same card, the same e-mail address, or the same member. */
function faultOfTwice(seen: Map<string, number>, row: Row, member?: Member): Fault | undefined {
  const { card, email, name } = row.told
  const keys = {
    card_twice: card && `card ${card}`,
    email_twice: email && `email ${fold(email)}`,
    member_twice: member ? `member ${member.id}` : !card && !email && `name ${toSortKey(name!)}`,
  }
  for (const [kind, key] of Object.entries(keys)) {
    const line = key && seen.get(key)
    if (line) return { kind, values: { line } }
  }
  for (const key of Object.values(keys)) if (key) seen.set(key, row.line)
}

/** An empty cell says that there is nothing, but for the card, which everybody has. */
function changesOf(member: Member, told: Partial<Told>): Change[] {
  const before = tellOf(member)
  return FIELDS.flatMap((field) => {
    const after = told[field]
    const isChange = after !== undefined && after !== before[field] && (field !== 'card' || after)
    return isChange ? [{ field, before: before[field], after }] : []
  })
}
