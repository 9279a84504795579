import { SessionFullException } from '#exceptions/errors'
import { type Content, encode } from '#session/content'

export interface Ceiling {
  bytes: number
  /**
   * Keys of what can be made anew, which goes where a session is larger, the first of them first.
   */
  madeAnew: string[]
}

/** Removes what has to go from the content too. @throws {SessionFullException} */
export function encodeWithin(ceiling: Ceiling, content: Content, text = encode(content)) {
  for (const key of ceiling.madeAnew) {
    if (Buffer.byteLength(text) <= ceiling.bytes) break
    delete content.values[key]
    text = encode(content)
  }
  if (Buffer.byteLength(text) > ceiling.bytes) throw new SessionFullException()
  return text
}
