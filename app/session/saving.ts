import { isDeepStrictEqual } from 'node:util'
import SessionsRestingException from '#exceptions/sessions_resting_exception'
import { now } from '#clock'
import { encodeWithin } from '#session/ceiling'
import { breaker } from '#session/circuit_breaker'
import { type Content, type Values, decode, encode, isSame } from '#session/content'
import { type Expiry, expiresAt, renewal } from '#session/expiry'
import { type Increment, merge } from '#session/merge'
import { inTurn } from '#session/mutex'
import { toPath } from '#session/paths'
import { keyOf, newSessionId } from '#session/session_id'
import type { SessionRow } from '#session/session_rows'
import type { SessionStore, Snapshot } from '#session/session_store'

/** Each try fails only because another save came through, of which there are as many at once as processes. */
const MOST_TRIES = 100
const MISSED = Symbol('missed')

/** What a request made of the session that it read. */
export interface Change {
  /** The id that the session is to have from now on. */
  id: string
  content: Content
  increments: Increment[]
  /** Whether nothing of what is kept is to stay, whoever saved it meanwhile. */
  isFlushed: boolean
}

/** What the browser's cookie is to say from now on. */
export interface Saved {
  id: string
  expiry: Expiry | undefined
  expiresAt: number
}

/**
 * Saves what a request made of the session that it read, if it read one.
 *
 * @returns null where the browser's cookie is right as it is
 * @throws {SessionFullException} where that is too much for a session
 */
export async function save(
  store: SessionStore,
  stored: Snapshot | null,
  change: Change
): Promise<Saved | 'removed' | null> {
  const { content, isFlushed } = change
  const hasEnded = content.expiry instanceof Date && content.expiry.getTime() <= now()
  const isNothing = hasEnded || isEmpty(content)

  if (!stored && isNothing) return isFlushed ? 'removed' : null
  if (!stored) return create(store, change)
  if (hasEnded || (isFlushed && isNothing)) return destroy(store, stored)
  if (isFlushed) return replace(store, stored, change)

  const text = encode(content)
  const isUnchanged = change.id === stored.id && isSame(stored.text, text)
  return isUnchanged
    ? renew(store, stored, content.expiry)
    : saveAndMerge(store, stored, change, text)
}

async function create(store: SessionStore, change: Change) {
  const { newKey, row, saved } = begin(store, change.id, change.content)
  await write(store, newKey, () => store.rows.insert(newKey, row))
  return saved
}

/** Takes down that the cookie came back, and puts the expiry off where that is due. */
async function renew(store: SessionStore, stored: Snapshot, expiry: Expiry | undefined) {
  const { id, key, version, hasReturned } = stored
  const renewed = renewal(stored, expiry, store.lifetime)
  if (renewed === null && hasReturned) {
    await store.rows.confirm()
    return null
  }
  const isThere = await write(store, key, () =>
    store.rows.update(key, version, { text: null, expiresAt: renewed })
  )
  return isThere && renewed !== null ? { id, expiry, expiresAt: renewed } : null
}

/** Stores a new session in place of the one that was read, and of those to which that redirects by now. */
function replace(store: SessionStore, { key }: Snapshot, change: Change) {
  const { newKey, row, saved } = begin(store, change.id, change.content)
  return write(store, key, async () => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const former = [key]
      for (let next; (next = await store.rows.redirectOf(former.at(-1)!));) former.push(next)
      if (await store.rows.insert(newKey, row, former)) return saved
    }
    throw savedTooOften()
  })
}

function destroy(store: SessionStore, { key }: Snapshot) {
  return write(store, key, async () => {
    for (let next: string | null = key; next; next = await store.rows.redirectOf(next)) {
      await store.rows.remove(next)
    }
    return 'removed' as const
  })
}

function saveAndMerge(store: SessionStore, stored: Snapshot, change: Change, text: string) {
  const merging = new MergingSave(store, stored, change, text)
  return write(store, stored.key, () => merging.run())
}

/**
 * An update that applies only to the version that was read. Where another was saved meanwhile,
 * both are merged, and where the session is gone, what this request did begins a new one.
 */
class MergingSave {
  #store: SessionStore
  #stored: Snapshot
  #change: Change
  #text: string
  #renewed: number | null

  constructor(store: SessionStore, stored: Snapshot, change: Change, text: string) {
    this.#store = store
    this.#stored = stored
    this.#change = change
    this.#text = encodeWithin(store.config.ceiling, change.content, text)
    this.#renewed = renewal(stored, change.content.expiry, store.lifetime)
  }

  async run() {
    let key = this.#stored.key
    let row: SessionRow | null = this.#stored
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const redirect = row ? null : await this.#store.rows.redirectOf(key)
      if (!redirect) {
        const result = row ? await this.#update(key, row) : await this.#beginAnew(key)
        if (result !== MISSED) return result
      }
      key = redirect ?? key
      row = await this.#store.findLive(key)
    }
    throw savedTooOften()
  }

  async #update(key: string, row: SessionRow): Promise<Saved | null | typeof MISSED> {
    const { rows, config } = this.#store
    const { id, content: mine } = this.#change
    const content = row === this.#stored ? mine : this.#mergeWith(decode(row.text))
    if (isEmpty(content)) return (await rows.remove(key, row.version)) ? null : MISSED

    const expiryIsMine = isDeepStrictEqual(content.expiry, mine.expiry)
    const expires = expiryIsMine ? this.#renewed : null
    const text = row === this.#stored ? this.#text : encodeWithin(config.ceiling, content)
    const isOwn = key === this.#stored.key
    const newKey = isOwn && id !== this.#stored.id ? keyOf(id) : key
    const isThere = await rows.update(key, row.version, { text, expiresAt: expires }, newKey)
    if (!isThere) return MISSED

    const needsCookie = isOwn && (newKey !== key || this.#renewed !== null)
    return needsCookie ? { id, expiry: content.expiry, expiresAt: expires ?? row.expiresAt } : null
  }

  /** With what this request itself did, of a session that somebody deleted. */
  async #beginAnew(key: string): Promise<Saved | null | typeof MISSED> {
    const { id, content: mine } = this.#change
    const content = this.#mergeWith({ ...mine, values: {} })
    if (isEmpty(content)) return null

    const newId = id === this.#stored.id ? newSessionId() : id
    const { newKey, row, saved } = begin(this.#store, newId, content)
    return (await this.#store.rows.insert(newKey, row, [key])) ? saved : MISSED
  }

  #mergeWith(theirs: Content) {
    const contents: unknown[] = [decode(this.#stored.text), decode(this.#text), theirs]
    const [before, mine, then] = contents as Values[]
    const { wholes = [] } = this.#store.config
    return merge(before, mine, then, {
      increments: this.#change.increments.map((sum) => ({ ...sum, path: ['values', ...sum.path] })),
      wholes: wholes.map((key) => ['values', ...toPath(key)]),
    }) as unknown as Content
  }
}

/** What a new session is stored as, and what the browser is told of it. */
function begin({ config, lifetime }: SessionStore, id: string, content: Content) {
  const text = encodeWithin(config.ceiling, content)
  const expires = expiresAt(content.expiry, lifetime)
  return {
    newKey: keyOf(id),
    row: { text, expiresAt: expires },
    saved: { id, expiry: content.expiry, expiresAt: expires },
  }
}

/** Does a write, once those of the same session in this process are done, and the store takes it in. */
function write<T>({ rows }: SessionStore, key: string, work: () => Promise<T>) {
  return inTurn(rows.oneAtATime ? 'all' : key, () =>
    breaker.run(async () => {
      const result = await work()
      await rows.confirm()
      return result
    })
  )
}

function isEmpty({ values }: Content) {
  return Object.keys(values).length === 0
}

function savedTooOften() {
  return new SessionsRestingException('The session is being saved too often')
}
