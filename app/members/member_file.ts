import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { momentNow } from '#clock'
import RefusedException from '#exceptions/refused_exception'
import { factsOf, owners, tellOf, type Told } from '#members/member_facts'
import { type Change, leavingOf, type Plan, planOf, versionOf } from '#members/member_plan'
import type { Row } from '#members/member_table'
import Member from '#models/member'
import MemberFile from '#models/member_file'
import { patiently } from '#sql/patience'
import { asTimestamp } from '#sql/timestamps'
import { transaction } from '#sql/transaction'

/** What undoes a file. */
interface Done {
  added: { id: number; told: Told }[]
  changed: { id: number; before: Partial<Told>; after: Partial<Told> }[]
  removed: { id: number; told: Told; password: string | null; isHistoryKept: boolean }[]
}

/** Somebody changed members since the plan was shown: it has to be looked at again. */
export class StaleException extends RefusedException {}

/** What a file did was built on since, with these members. */
export class BuiltOnException extends RefusedException {
  constructor(readonly names: string[]) {
    super(`Something was built on it since: ${names.join(', ')}`)
  }
}

/**
 * Does what was shown as a plan of that version; nothing where it was done already.
 * @param removes Whether those go who are not in the file and have no book
 * @throws StaleException
 */
export async function perform(id: number, version: unknown, by: Member, removes: boolean) {
  return patiently(() =>
    transaction(db.connection(), async (client) => {
      const moment = asTimestamp(client, momentNow())
      const waiting = MemberFile.query({ client }).where('id', id).whereNull('doneAt')
      const [claimed] = await waiting.update({ doneAt: moment })
      if (Number(claimed) === 0) return null
      const file = await MemberFile.findOrFail(id, { client })
      const found = await planOf(client, file.rows as Row[], by)
      if (versionOf(found.plan) !== version) throw new StaleException('Members were changed since')
      const done = await change(client, found.plan, found.members, removes)
      await file.merge({ rows: [], done }).save()
      return found.plan
    })
  )
}

/** Puts back what a file changed. @throws BuiltOnException */
export async function undo(id: number, by: Member) {
  await patiently(() =>
    transaction(db.connection(), async (client) => {
      const file = await MemberFile.query({ client })
        .where('id', id)
        .whereNotNull('doneAt')
        .forUpdate()
        .firstOrFail()
      const { added, changed, removed } = file.done as Done
      const ids = [...added, ...changed].map((each) => each.id)
      const members = await membersOf(client, ids)
      const built: string[] = []
      const note = (isBuilt: unknown, name: string) => isBuilt && built.push(name)

      for (const each of added) {
        const member = members.get(each.id)
        note(member && isBuiltOn(member, each.told), each.told.name)
      }
      for (const { id: of, after } of changed) {
        const member = members.get(of)
        note(member && (member.isAbove(by) || differs(member, after)), member?.name ?? '')
      }
      if (built.length > 0) throw new BuiltOnException(built)

      for (const each of added) if (members.has(each.id)) await Member.remove(each.id, client)
      for (const { id: of, before } of changed) {
        const member = members.get(of)
        if (!member) continue
        note(isAny(await owners(before, of, client)), member.name)
        if (built.length === 0) await member.merge(factsOf(before)).save()
      }
      for (const { told, ...others } of removed) {
        note(isAny(await owners(told, 0, client)), told.name)
        if (built.length === 0) await Member.create({ ...factsOf(told), ...others }, { client })
      }
      if (built.length > 0) throw new BuiltOnException(built)
      await file.delete()
    })
  )
}

async function change(
  client: TransactionClientContract,
  plan: Plan,
  members: Map<number, Member>,
  removes: boolean
) {
  const done: Done = { added: [], changed: [], removed: [] }
  for (const { told } of plan.added) {
    const member = await Member.add(factsOf(told as Told), client)
    done.added.push({ id: member.id, told: tellOf(member) })
  }
  for (const { id, changes } of plan.changed) {
    const [before, after] = [valuesOf(changes, 'before'), valuesOf(changes, 'after')]
    await members.get(id)!.merge(factsOf(after)).save()
    done.changed.push({ id, before, after })
  }
  for (const { id } of removes ? leavingOf(plan) : []) {
    const member = members.get(id)!
    const { password, isHistoryKept } = member
    await Member.remove(id, client)
    done.removed.push({ id, told: tellOf(member), password, isHistoryKept })
  }
  return done
}

function valuesOf(changes: Change[], when: 'before' | 'after'): Partial<Told> {
  return Object.fromEntries(changes.map((each) => [each.field, each[when]]))
}

async function membersOf(client: QueryClientContract, ids: number[]) {
  const wanted = new Set(ids)
  const members = await Member.query({ client }).withCount('loans')
  return new Map(
    members.filter((member) => wanted.has(member.id)).map((member) => [member.id, member])
  )
}

function isBuiltOn(member: Member, told: Told) {
  const hasMore = member.role !== 'none' || member.password !== null
  return hasMore || Number(member.$extras.loans_count) > 0 || differs(member, told)
}

function differs(member: Member, told: Partial<Told>) {
  const now = tellOf(member)
  return Object.entries(told).some(([field, text]) => now[field as keyof Told] !== text)
}

function isAny(faults: object) {
  return Object.keys(faults).length > 0
}
