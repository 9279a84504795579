import { hash, randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { readEmail, readName } from '#about/facts'
import { faultOf, keepable } from '#accounts/passwords'
import { now } from '#clock'
import { isSpoken } from '#languages/speech'
import Library from '#models/library'
import Member from '#models/member'
import { patiently } from '#sql/patience'
import { run } from '#sql/statement'
import { transaction } from '#sql/transaction'

/** For so long a link works, in milliseconds. */
const LIFE = 3_600_000

/** What whoever sets a library up tells, as it was typed. */
export type Beginning = Record<'library' | 'language' | 'name' | 'email' | 'password', string>

/**
 * Makes the link by which whoever starts the site sets the library up. It works once, and no other
 * does from then on. @returns its path; null where there is an admin
 */
export function makeSetupLink() {
  return transaction(db.connection(), async (client) => {
    await run(client, 'delete from one_time_links where member_id is null')
    if (await Member.hasAdmin(client)) return null
    const token = randomBytes(32).toString('base64url')
    const values = [keyOf(token), now() + LIFE]
    await run(client, 'insert into one_time_links (id, until) values (?, ?)', values)
    return `/setup?link=${token}`
  })
}

/** Whether the library can be set up by it. */
export async function isSetupLink(token: string) {
  const client = db.connection()
  const sql = 'select id from one_time_links where member_id is null and id = ? and until > ?'
  const found = await run(client, sql, [keyOf(token), now()])
  return found.length > 0 && !(await Member.hasAdmin(client))
}

/** A text, by its key, for each field that is wrong. */
export async function faultsOf({ library, language, name, email, password }: Beginning) {
  const isTaken = email !== '' && (await Member.findByReference(email)) !== null
  const faults: Record<keyof Beginning, string | false | null> = {
    library: isWrong(readName, library) && 'setup.library_wrong',
    language: !isSpoken(language) && 'setup.language_wrong',
    name: isWrong(readName, name) && 'setup.name_wrong',
    email: (isTaken && 'setup.email_taken') || (isWrong(readEmail, email) && 'setup.email_wrong'),
    password: faultOf(password, { name, email }),
  }
  return Object.entries(faults).filter((fault): fault is [keyof Beginning, string] => !!fault[1])
}

/** @returns the first admin; null where somebody was quicker, or the link has ended meanwhile */
export async function beginLibrary(token: string, beginning: Beginning) {
  const { language } = beginning
  const [library, name] = [beginning.library, beginning.name].map((text) => readName(text)!)
  const email = readEmail(beginning.email)
  const password = await keepable(beginning.password)
  const admin = await patiently(() =>
    transaction(db.connection(), async (client) => {
      // Whoever takes the link away first has it
      if (!(await takeLink(client, token)) || (await Member.hasAdmin(client))) return null
      return Member.add({ name, email, language, password, role: 'admin' }, client)
    })
  )
  if (admin) await patiently(() => Library.tell({ name: library, language }))
  return admin
}

async function takeLink(client: QueryClientContract, token: string) {
  const sql = 'delete from one_time_links where member_id is null and id = ? and until > ?'
  const taken = await run(client, `${sql} returning id`, [keyOf(token), now()])
  return taken.length > 0
}

function isWrong(read: (text: string) => string | null, text: string) {
  try {
    return !read(text)
  } catch {
    return true
  }
}

/** Who reads the table, or a copy of it, has no link. */
function keyOf(token: string) {
  return hash('sha256', token, 'base64url')
}
