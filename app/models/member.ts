import {
  afterUpdate,
  beforeDelete,
  beforeSave,
  beforeUpdate,
  column,
  hasMany,
  scope,
} from '@adonisjs/lucid/orm'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { LucidModel, LucidRow, ModelQueryBuilderContract } from '@adonisjs/lucid/types/model'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { randomUUID } from 'node:crypto'
import { tidy } from '#about/facts'
import { cardOf, isMistypedCard, toCard } from '#catalogue/cards'
import { fold, toSortKey, toSortName } from '#catalogue/headings'
import { today } from '#clock'
import { MemberSchema } from '#database/schema'
import NotDoneException from '#exceptions/not_done_exception'
import RefusedException from '#exceptions/refused_exception'
import Loan from '#models/loan'
import SignIn from '#models/sign_in'
import { patiently } from '#sql/patience'
import { transaction } from '#sql/transaction'

export type Role = MemberSchema['role']

/** What whoever has a role may do is more with each; app/accounts/abilities.ts has what. */
export const ROLES: Role[] = ['none', 'helper', 'librarian', 'admin']

/** Facts of a person, as a form or a file tells them. */
export type MemberFacts = Partial<
  Pick<
    MemberSchema,
    'name' | 'card' | 'email' | 'language' | 'groupName' | 'note' | 'expiresOn' | 'barred'
  >
>

/** Of a search; more find nobody sooner. */
const MOST_WORDS = 10

/** A person whom the library knows. */
export default class Member extends MemberSchema {
  @column({ consume: Boolean })
  declare isHistoryKept: boolean

  @column({ consume: Boolean })
  declare isExample: boolean

  /** As app/accounts/passwords.ts keeps it. */
  @column({ serializeAs: null })
  declare password: string | null

  @hasMany(() => Loan)
  declare loans: HasMany<typeof Loan>

  /** The browser that asks, where it is theirs. */
  declare signIn?: SignIn

  #endsSignIns = false

  static ordered = scope((query) => query.orderBy('members.sort_key').orderBy('members.id'))

  /** Whose name, card or e-mail address has each of the words, or parts of them. */
  static matching = scope((query, text: string) => {
    const tokens = tidy(text).split(' ').slice(0, MOST_WORDS)
    query.where((any) => {
      any.where('card', toCard(tidy(text))).orWhere((all) => {
        for (const token of tokens) all.where((one) => hasToken(one, token))
      })
    })
  })

  /** Makes a member; without a card of their own they get the next number. */
  static async add(
    facts: MemberFacts & { name: string; role?: Role; password?: string; isExample?: boolean },
    connection: QueryClientContract = db.connection()
  ) {
    return transaction(connection, async (client) => {
      const { card } = facts
      const member = await this.create({ ...facts, card: card || randomUUID() }, { client })
      if (!card) await member.merge({ card: await freeCard(client, member.id) }).save()
      return member
    })
  }

  /**
   * Has the library forget a member, and of which books they had.
   * @throws RefusedException while a book is with them, and of the last admin
   */
  static async remove(id: number, connection: QueryClientContract = db.connection()) {
    await transaction(connection, async (client) => {
      await adminsOf(client)
      // Nobody lends them anything meanwhile
      const member = await this.query({ client }).where('id', id).forUpdate().firstOrFail()
      await member.delete()
    })
  }

  /** Whom a card or an e-mail address names, never by a part of it. */
  static async findByReference(reference: string) {
    const text = tidy(reference)
    // So that no card is taken for somebody's e-mail address
    return text.includes('@')
      ? this.findBy('emailKey', fold(text))
      : this.findBy('card', toCard(text))
  }

  /** @throws RefusedException where nobody has that card or e-mail address */
  static async findByReferenceOrRefuse(reference: string) {
    const member = await this.findByReference(reference)
    if (member) return member
    const card = toCard(reference)
    throw new RefusedException(
      isMistypedCard(card)
        ? `${card} is no card of the library: a digit of it is wrong.`
        : `No member has the card or e-mail address ${reference.trim()}.`
    )
  }

  /** Those whom a text finds, at most so many. */
  static search(text: string, most: number) {
    return this.query()
      .apply((scopes) => {
        scopes.matching(text)
        scopes.ordered()
      })
      .limit(most)
  }

  /** Others of the same name, without case and accents. */
  static namesakes(name: string, but = 0) {
    return this.query()
      .where('sortKey', toSortKey(toSortName(name)))
      .whereNot('id', but)
      .orderBy('id')
      .limit(10)
  }

  get isExpired() {
    return Boolean(this.expiresOn && this.expiresOn.toISODate()! < today().toISODate()!)
  }

  /** Whether their role is above that of another. */
  isAbove(other: Member) {
    return ROLES.indexOf(this.role) > ROLES.indexOf(other.role)
  }

  /** Why they may borrow nothing today; null where they may. */
  get whyNoLoan() {
    const { name: member, barred: reason } = this
    if (reason)
      return new NotDoneException('barred', `${member} is barred: ${reason}`, { member, reason })
    if (!this.isExpired) return null
    const day = this.expiresOn!.toISODate()!
    return new NotDoneException('expired', `The card of ${member} expired on ${day}.`, {
      member,
      day,
    })
  }

  @beforeSave()
  static keepKeys(member: Member) {
    member.name = tidy(member.name)
    member.card = toCard(member.card)
    member.sortKey = toSortKey(toSortName(member.name))
    member.email = member.email?.trim() || null
    member.emailKey = member.email && fold(member.email)
  }

  /**
   * Changes facts of a member while nobody else does. A new password, another role and being barred end
   * all their sign-ins but the one of the browser that asks.
   * @throws RefusedException where nobody would be left who is admin
   */
  change(facts: MemberFacts & Partial<Pick<MemberSchema, 'role' | 'password'>>) {
    return patiently(() =>
      transaction(db.connection(), async (client) => {
        if (facts.role) await adminsOf(client)
        const query = Member.query({ client }).where('id', this.id)
        const member = await query.forUpdate().firstOrFail()
        member.signIn = this.signIn
        // Whom somebody took care of is no example any more
        return member.merge({ ...facts, isExample: false }).save()
      })
    )
  }

  /** Has the library remember what they return from now on, or forget all that it does remember. */
  keepHistory(isHistoryKept: boolean) {
    return patiently(() =>
      transaction(db.connection(), async (client) => {
        await Member.query({ client }).where('id', this.id).update({ isHistoryKept })
        if (isHistoryKept) return
        const past = Loan.query({ client }).where('memberId', this.id).whereNotNull('returnedAt')
        await past.update({ memberId: null })
      })
    )
  }

  /** Whether there is somebody who governs the library, besides a member. */
  static async hasAdmin(client: QueryClientContract, besides?: Member) {
    const admins = await adminsOf(client)
    return admins.some(({ id }) => id !== besides?.id)
  }

  @beforeUpdate()
  static async noteWhatEnds(member: Member) {
    const { password, role, barred } = member.$dirty
    member.#endsSignIns = password !== undefined || role !== undefined || Boolean(barred)
    if (role !== undefined) await this.refuseAsLastAdmin(member)
  }

  @afterUpdate()
  static async endSignIns(member: Member) {
    if (!member.#endsSignIns) return
    const query = SignIn.query({ client: member.$trx }).where('memberId', member.id)
    await query.whereNot('id', member.signIn?.id ?? '').delete()
  }

  @beforeDelete()
  static async refuseAsLastAdmin(member: Member) {
    const client = member.$trx ?? db.connection()
    if (member.$original.role === 'admin' && !(await this.hasAdmin(client, member))) {
      throw new RefusedException(`${member.name} is the only admin: make somebody else one first.`)
    }
  }

  @beforeDelete()
  static async refuseWithLoans(member: Member) {
    const [{ total }] = await Loan.query({ client: member.$trx })
      .where('memberId', member.id)
      .whereNull('returnedAt')
      .count('* as total')
      .pojo<{ total: number }>()
    if (Number(total) > 0) {
      throw new RefusedException(`${member.name} cannot be deleted: ${total} loans are open.`)
    }
    // What was returned long ago is forgotten with them
    await Loan.query({ client: member.$trx })
      .where('memberId', member.id)
      .whereNotNull('returnedAt')
      .update({ memberId: null })
  }
}

/**
 * In a transaction they stay admins until its end. They are locked before any other member, and in
 * their order, so that no two who take the role from each other wait for each other.
 */
function adminsOf(client: QueryClientContract) {
  const query = Member.query({ client }).where('role', 'admin').orderBy('id').select('id')
  return client.isTransaction ? query.forUpdate() : query
}

/** The card of a number, or of the next one whose card nobody brought along. */
async function freeCard(client: QueryClientContract, number: number): Promise<string> {
  const card = cardOf(number)
  const isTaken = await Member.query({ client }).where('card', card).first()
  return isTaken ? freeCard(client, number + 1) : card
}

/** A card is written with hyphens, which do not count in names. */
function hasToken(query: ModelQueryBuilderContract<LucidModel, LucidRow>, token: string) {
  const part = fold(token).replace(/[\\%_]/g, '\\$&')
  query.whereRaw(`lower(card) like ? escape '\\'`, [`%${part}%`])
  const words = toSortKey(token).split(' ').filter(Boolean)
  if (words.length === 0) return
  for (const key of ['sort_key', 'email_key']) {
    query.orWhere((all) => {
      for (const word of words) all.whereLike(key, `%${word}%`)
    })
  }
}
