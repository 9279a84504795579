import hash from '@adonisjs/core/services/hash'
import { fold } from '#catalogue/headings'
import { TooManyPasswordsException } from '#exceptions/errors'
import type Member from '#models/member'

/** How many letters it may have. */
export const LENGTHS = { shortest: 15, longest: 1000 }
/** How many different letters it has, and how many that are not those of the member's name or address. */
const [FEWEST_LETTERS, FEWEST_OF_OTHERS, LONGEST_PIECE] = [5, 8, 10]

type Owner = { name: string } & Partial<Pick<Member, 'email' | 'card'>>

/** Each takes 128 MB while it is worked out: of many that try at once, so many are at work. */
const AT_ONCE = 2

/** How many more wait; whoever comes then is told to try again. */
const MOST_WAITING = 50
const PAUSE = 5_000

let atWork = 0
const waiting: (() => void)[] = []

/** What a password is compared with where nobody has the name: that takes as long as a wrong one. */
let nobodys: Promise<string> | undefined

/** Whether it is the member's password; always false, and not sooner, where there is no member. */
export async function isPasswordOf(member: Member | null, password: string) {
  nobodys ??= hash.make('of nobody')
  const ofNobody = await nobodys
  const kept = member?.password ?? ofNobody
  const isRight = await hash.verify(kept, toComparable(password))
  return isRight && Boolean(member?.password)
}

/** As it is kept. @throws TooManyPasswordsException */
export function keepable(password: string) {
  return inTurn(() => hash.make(toComparable(password)))
}

/** Whether it is not worth being looked at: none that the library keeps is as long. */
export function isTooLong(password: string) {
  return [...password].length > LENGTHS.longest
}

/**
 * Why a member cannot have it as their password, as the key of a text; null where they can. It is as
 * long as NIST asks where nothing else is needed to sign in (SP 800-63B-4, 3.1.1.2), and of any letters,
 * but not what is guessed first: the same ones again and again, the member's name or address.
 */
export function faultOf(password: string, { name, email, card }: Owner) {
  const letters = [...password]
  if (letters.length < LENGTHS.shortest) return 'passwords.too_short'
  if (isTooLong(password)) return 'passwords.too_long'
  if (new Set(letters).size < FEWEST_LETTERS || isRepeated(letters)) return 'passwords.too_plain'
  const own = [name, email, card].filter((text) => text !== undefined && text !== null)
  const rest = own.reduce((text, known) => text.replaceAll(bare(known) || ' ', ''), bare(password))
  return [...rest].length < FEWEST_OF_OTHERS ? 'passwords.too_own' : null
}

/** Whether it is one short piece again and again. */
function isRepeated(letters: string[]) {
  const isPiece = (length: number) =>
    letters.every((letter, index) => letter === letters[index % length])
  return Array.from({ length: LONGEST_PIECE }, (_, index) => index + 1).some(isPiece)
}

function bare(text: string) {
  return fold(text).replace(/\s+/g, '')
}

/** A letter may be written in several ways; browsers differ in which. */
function toComparable(password: string) {
  return password.normalize('NFKC')
}

/** @throws TooManyPasswordsException where too many wait already */
export async function inTurn<T>(work: () => Promise<T>) {
  if (waiting.length >= MOST_WAITING) throw new TooManyPasswordsException({ msBeforeNext: PAUSE })
  if (atWork >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else atWork++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else atWork--
  }
}
