import { isDeepStrictEqual } from 'node:util'
import { SessionsRestingException } from '#exceptions/errors'
import { now } from '#clock'
import { encodeWithin } from '#session/ceiling'
import { breaker } from '#session/circuit_breaker'
import { type Content, decode, encode, isSame } from '#session/content'
import { type Expiry, expiresAt, renewal } from '#session/expiry'
import { type Increment, merge } from '#session/merge'
import { inTurn } from '#session/mutex'
import { toPath } from '#session/paths'
import { keyOf, newSessionId } from '#session/session_id'
import type { SessionRow, SessionRows } from '#session/session_rows'
import type { SessionStore, Snapshot } from '#session/session_store'

/** A try fails only because another save came first: as many come as there are processes. */
const MOST_TRIES = 100
/** What became of a write that found another version, or was late. */
const MISSED = Symbol('missed')

export interface Change {
  /** The id that the session is to have from now on. */
  id: string
  content: Content
  increments: Increment[]
  /** Whether nothing that is kept is to stay, whoever saved it meanwhile. */
  isFlushed: boolean
}

/** What the browser's cookie is to say from now on. */
export interface Saved {
  id: string
  expiry: Expiry | undefined
  expiresAt: number
}

/** Null where the browser's cookie is right. @throws {SessionFullException} where it is too much */
export async function save(
  store: SessionStore,
  stored: Snapshot | null,
  change: Change
): Promise<Saved | 'removed' | null> {
  const { content, isFlushed } = change
  const hasEnded = content.expiry instanceof Date && content.expiry.getTime() <= now()
  const isNothing = hasEnded || isEmpty(content)

  if (!stored && isNothing) return isFlushed ? 'removed' : null
  if (stored && (hasEnded || (isFlushed && isNothing))) return destroy(store, stored)
  if (!stored || isFlushed) return create(store, stored, change)

  const text = encode(content)
  const isUnchanged = change.id === stored.id && isSame(stored.text, text)
  if (isUnchanged) return renew(store, stored, content.expiry)

  const merging = new MergingSave(store, stored, change, text)
  return write(store.rows, stored.key, () => merging.attempt())
}

/** Records that the cookie came back, and puts the expiry off where that is due. */
async function renew({ rows, lifetime }: SessionStore, stored: Snapshot, expiry?: Expiry) {
  const { id, key, version, hasReturned } = stored
  const renewed = renewal(stored, expiry, lifetime)
  if (renewed === null && hasReturned) {
    await rows.confirm()
    return null
  }
  const change = { text: null, expiresAt: renewed }
  const isThere = await write(rows, key, () => rows.update(key, version, change))
  return isThere && renewed !== null ? { id, expiry, expiresAt: renewed } : null
}

/** In place of the one that was read, if any, and of those to which that redirects by now. */
function create(store: SessionStore, stored: Snapshot | null, { id, content }: Change) {
  return write(store.rows, stored?.key ?? keyOf(id), async () => {
    const former: string[] = []
    for (let key = stored?.key ?? null; key; key = await store.rows.redirectOf(key)) {
      former.push(key)
    }
    return begin(store, id, content, former)
  })
}

function destroy({ rows }: SessionStore, { key }: Snapshot) {
  return write(rows, key, async () => {
    for (let next: string | null = key; next; next = await rows.redirectOf(next)) {
      await rows.remove(next)
    }
    return 'removed' as const
  })
}

/**
 * An update that applies only to the version that was read. What another saved meanwhile is merged
 * with it; where the session is gone, what this request did begins a new one.
 */
class MergingSave {
  #text: string
  #renewed: number | null
  /** Where the session is by now, and as what. */
  #key: string
  #row: SessionRow | null

  constructor(
    private readonly store: SessionStore,
    private readonly stored: Snapshot,
    private readonly change: Change,
    text: string
  ) {
    this.#text = encodeWithin(store.config.ceiling, change.content, text)
    this.#renewed = renewal(stored, change.content.expiry, store.lifetime)
    this.#key = stored.key
    this.#row = stored
  }

  async attempt(): Promise<Saved | null | typeof MISSED> {
    const row = this.#row
    const redirect = row ? null : await this.store.rows.redirectOf(this.#key)
    const result = redirect ? MISSED : await (row ? this.#update(row) : this.#beginAnew())
    if (result === MISSED) {
      this.#key = redirect ?? this.#key
      this.#row = await this.store.findLive(this.#key)
    }
    return result
  }

  async #update(row: SessionRow) {
    const { rows, config } = this.store
    const { id, content: mine } = this.change
    const isFirstTry = row === this.stored
    const content = isFirstTry ? mine : this.#mergeWith(decode(row.text))
    if (isEmpty(content)) return (await rows.remove(this.#key, row.version)) ? null : MISSED

    const text = isFirstTry ? this.#text : encodeWithin(config.ceiling, content)
    const expires = isDeepStrictEqual(content.expiry, mine.expiry) ? this.#renewed : null
    const isOwn = this.#key === this.stored.key
    const key = isOwn && id !== this.stored.id ? keyOf(id) : this.#key
    const change = { text, expiresAt: expires }
    if (!(await rows.update(this.#key, row.version, change, key))) return MISSED

    const isCookieRight = !isOwn || (key === this.#key && this.#renewed === null)
    return isCookieRight
      ? null
      : { id, expiry: content.expiry, expiresAt: expires ?? row.expiresAt }
  }

  /** With what this request itself did, since somebody deleted the session. */
  async #beginAnew() {
    const { id, content: mine } = this.change
    const content = this.#mergeWith({ ...mine, values: {} })
    const newId = id === this.stored.id ? newSessionId() : id
    return isEmpty(content) ? null : begin(this.store, newId, content, [this.#key])
  }

  #mergeWith(theirs: Content): Content {
    const [before, mine] = [decode(this.stored.text), decode(this.#text)]
    const values = merge(before.values, mine.values, theirs.values, {
      increments: this.change.increments,
      wholes: this.store.config.wholes.map(toPath),
    })
    const isExpiryTheirs = isDeepStrictEqual(mine.expiry, before.expiry)
    return { values, expiry: isExpiryTheirs ? theirs.expiry : mine.expiry }
  }
}

/** @param former The keys of sessions in whose place the new one is stored */
async function begin(store: SessionStore, id: string, content: Content, former: string[]) {
  const text = encodeWithin(store.config.ceiling, content)
  const expires = expiresAt(content.expiry, store.lifetime)
  const isFirst = await store.rows.insert(keyOf(id), { text, expiresAt: expires }, former)
  return isFirst ? { id, expiry: content.expiry, expiresAt: expires } : MISSED
}

/** Repeats until it applies. @throws {SessionsRestingException} where it missed too often */
function write<T>(
  rows: SessionRows,
  key: string,
  attempt: () => Promise<T>
): Promise<Exclude<T, typeof MISSED>> {
  const work = async () => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const result = await attempt()
      if (result === MISSED) continue
      await rows.confirm()
      return result as Exclude<T, typeof MISSED>
    }
    throw new SessionsRestingException(['The session is being saved too often'])
  }
  return inTurn(rows.oneAtATime ? 'all' : key, () => breaker.run(work))
}

function isEmpty({ values }: Content) {
  return Object.keys(values).length === 0
}
