import { SessionFullException } from '#exceptions/errors'
import { type Content, encode } from '#session/content'

export interface Ceiling {
  bytes: number
  /** Keys of what can be made anew: the first goes first where a session is larger. */
  madeAnew: string[]
}

/** As text; what had to go for that is gone from `content` too. @throws {SessionFullException} */
export function encodeWithin(ceiling: Ceiling, content: Content, text = encode(content)) {
  for (const key of ceiling.madeAnew) {
    if (Buffer.byteLength(text) <= ceiling.bytes) break
    delete content.values[key]
    text = encode(content)
  }
  if (Buffer.byteLength(text) > ceiling.bytes) throw new SessionFullException()
  return text
}
