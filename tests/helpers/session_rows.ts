import db from '@adonisjs/lucid/services/db'

export interface SessionRow {
  id: string
  data: string
  version: number
  expires_at: number
}

export async function sessionRows(): Promise<SessionRow[]> {
  const rows = await db.from('sessions').select('*')
  return rows.map((row) => ({ ...row, expires_at: Number(row.expires_at) }))
}

/** Writes to all sessions, past the site. */
export async function overwriteSessions(values: Partial<SessionRow>) {
  await db.from('sessions').update(values)
}
