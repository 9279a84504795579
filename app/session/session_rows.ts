/** How long requests under way find out to which key their session went, in milliseconds. */
export const REDIRECT_LASTS = 10 * 60_000

/** How many sessions one statement deletes. */
export const BATCH = 200

/** A session as it is kept, live or not. Moments are milliseconds since 1970. */
export interface SessionRow {
  text: string
  version: number
  expiresAt: number
  createdAt: number
  /** Whether its cookie ever came back, with a request that was counted. */
  hasReturned: boolean
}

export type NewRow = Pick<SessionRow, 'text' | 'expiresAt'>

/** What an update makes of a session; null leaves it as it is, and a null text the version too. */
export interface RowChange {
  text: string | null
  expiresAt: number | null
}

export interface SessionStats {
  live: number
  returned: number
  unreturned: number
  expired: number
  oldest: Date | null
  /** In bytes, rounded. */
  mean_size: number
  largest_size: number
}

export interface Clearing {
  /** Ends the work after the batch at hand. */
  signal?: AbortSignal
  onBatch?: (deleted: number) => void
}

/**
 * Where sessions are kept, each under its key. A write applies as a whole or not at all.
 * tests/functional/session/rows.spec.ts holds for every kind of rows.
 */
export interface SessionRows {
  /** Whether writes have to wait for each other, be they of other sessions. */
  readonly oneAtATime: boolean

  find(key: string): Promise<SessionRow | null>

  /**
   * Deletes former sessions, the last of which redirects to the new one.
   * @returns false, with nothing stored, where that redirects already
   */
  insert(key: string, row: NewRow, former?: string[]): Promise<boolean>

  /**
   * Saves a session whose cookie came back. Under a new key, the former one redirects to that.
   * @returns Whether the session was there in this version
   */
  update(key: string, version: number, change: RowChange, newKey?: string): Promise<boolean>

  /** In that version only, where one is given. @returns Whether the session was there */
  remove(key: string, version?: number): Promise<boolean>

  /** The key to which the requests under way of a session that is gone are redirected. */
  redirectOf(key: string): Promise<string | null>

  /** @throws where what was written will not be found again at the next start */
  confirm(): Promise<void>

  /** @returns How many sessions it deleted */
  clearExpired(options?: Clearing): Promise<number>

  /** Deletes the oldest of those whose cookie never came back. @returns How many it deleted */
  trimUnreturned(most: number, options?: Clearing): Promise<number>

  /** How many sessions live; this reads none of them. */
  count(): Promise<Pick<SessionStats, 'returned' | 'unreturned'>>

  stats(): Promise<SessionStats>
}
