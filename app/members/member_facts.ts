import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { isEmail, tidy, tidyLines } from '#about/facts'
import { isMistypedCard, toCard } from '#catalogue/cards'
import { fold } from '#catalogue/headings'
import { isSpoken, spokenLanguages } from '#languages/speech'
import Member, { type MemberFacts } from '#models/member'

/** What a form or a file tells of a member, each with how long it may be. */
const LONGEST = {
  name: 200,
  card: 40,
  group: 100,
  email: 200,
  language: 20,
  expires_on: 10,
  barred: 500,
  note: 5_000,
}

export type Field = keyof typeof LONGEST

export const FIELDS = Object.keys(LONGEST) as Field[]

/** Texts, of which an empty one is not told. */
export type Told = Record<Field, string>

/** What is wrong with a field: a text of "member_faults", and what it speaks of. */
export interface Fault {
  kind: string
  values?: Record<string, string | number>
  /** Whom the text links to. */
  member?: { id: number; name: string }
}

export type Faults = Partial<Record<Field, Fault>>

/** Days that both databases have. */
const [FIRST_YEAR, LAST_YEAR] = [1900, 2999]

/** What is told, as it is kept, and what is wrong with it by itself. */
export function readTold<Some extends Partial<Told>>(typed: Some) {
  const told = {} as Some
  const faults: Faults = {}
  for (const field of FIELDS) {
    const text = typed[field]
    if (text === undefined) continue
    told[field] = clean(field, text)
    const fault = faultOf(field, told[field]!)
    if (fault) faults[field] = fault
  }
  return { told, faults }
}

/** The other member who has the card or the e-mail address. */
export async function owners(
  { card, email }: Partial<Told>,
  but = 0,
  client?: QueryClientContract
) {
  const faults: Faults = {}
  const find = (fact: object) => Member.query({ client }).where(fact).whereNot('id', but).first()
  const ofCard = card ? await find({ card }) : null
  const ofEmail = email ? await find({ emailKey: fold(email) }) : null
  if (ofCard) faults.card = { kind: 'card_taken', member: ofCard }
  if (ofEmail) faults.email = { kind: 'email_taken', member: ofEmail }
  return faults
}

export function tellOf(member: Member): Told {
  return {
    name: member.name,
    card: member.card,
    group: member.groupName ?? '',
    email: member.email ?? '',
    language: member.language ?? '',
    expires_on: member.expiresOn?.toISODate() ?? '',
    barred: member.barred ?? '',
    note: member.note ?? '',
  }
}

/** Those facts that are told, as the model keeps them. */
export function factsOf<Some extends Partial<Told>>(told: Some) {
  const { group, expires_on: expiresOn, name, card, ...others } = told
  const facts: MemberFacts = {
    ...Object.fromEntries(Object.entries(others).map(([field, text]) => [field, text || null])),
    ...(group !== undefined && { groupName: group || null }),
    ...(expiresOn !== undefined && { expiresOn: expiresOn ? DateTime.fromISO(expiresOn) : null }),
    ...(name && { name }),
    ...(card && { card }),
  }
  return facts as MemberFacts & Pick<Some, 'name' & keyof Some>
}

function clean(field: Field, text: string) {
  if (field === 'note') return tidyLines(text)
  if (field === 'card') return toCard(tidy(text))
  if (field === 'language') return toCode(tidy(text))
  return field === 'expires_on' ? toDay(tidy(text)) : tidy(text)
}

function toCode(text: string) {
  return spokenLanguages().find((code) => code.toLowerCase() === text.toLowerCase()) ?? text
}

/** "2027-07-31" as it is, and "31.7.2027" in the same way. */
function toDay(text: string) {
  const [, day, month, year] = text.match(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/) ?? []
  return year ? [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-') : text
}

function faultOf(field: Field, text: string): Fault | null {
  const { length } = [...text]
  const most = LONGEST[field]
  if (field === 'name' && !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return { kind: 'name_missing' }
  if (text === '') return null
  if (field === 'expires_on') return isDay(text) ? null : { kind: 'day_none' }
  if (length > most) return { kind: 'too_long', values: { length, most } }
  if (field === 'card' && isMistypedCard(text)) return { kind: 'card_mistyped' }
  if (field === 'email' && !isEmail(text)) return { kind: 'email_none' }
  if (field === 'language' && !isSpoken(text)) return { kind: 'language_none' }
  return null
}

function isDay(text: string) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text)
  return day && day.isValid && day.year >= FIRST_YEAR && day.year <= LAST_YEAR
}
