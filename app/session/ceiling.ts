import { SessionFullException } from '#exceptions/errors'
import { type Content, encode } from '#session/content'

/** How large a session may become. */
export interface Ceiling {
  /** As many bytes as its text has at most. */
  bytes: number
  /** The keys that can be made anew: they go where a session is larger, the first of them first. */
  madeAnew: string[]
}

/**
 * The content as text that is not above the ceiling. What had to go for that
 * is gone from the content too.
 *
 * @param text The content as text, where it is known
 * @throws {SessionFullException} where what cannot be made anew is too much
 */
export function encodeWithin(ceiling: Ceiling, content: Content, text = encode(content)) {
  for (const key of ceiling.madeAnew) {
    if (Buffer.byteLength(text) <= ceiling.bytes) break
    delete content.values[key]
    text = encode(content)
  }
  if (Buffer.byteLength(text) > ceiling.bytes) throw new SessionFullException()
  return text
}
