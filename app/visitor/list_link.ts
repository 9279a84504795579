import { signedUrlFor } from '@adonisjs/core/services/url_builder'

/** What the signature is for: one that was made for something else opens no list. */
export const LINK_PURPOSE = 'reading-list'

/** The address, without the host, at which another device finds a list of these ids. */
export function toSharedAddress(ids: number[]) {
  return signedUrlFor('shared_lists.show', undefined, {
    qs: { books: ids.map((id) => id.toString(36)).join('.') },
    expiresIn: '30 days',
    purpose: LINK_PURPOSE,
  })
}

/** The ids in such an address, once its signature is found valid. */
export function readSharedIds(books: unknown) {
  if (typeof books !== 'string') return []
  return books
    .split('.')
    .filter((id) => /^[1-9a-z][0-9a-z]{0,5}$/.test(id))
    .map((id) => Number.parseInt(id, 36))
}
