import { LRUCache } from 'lru-cache'

interface Verifier {
  unsign<T>(signed: string, purpose?: string): T | null
}

/**
 * Lets the verifier remember the session cookies whose signature it found right: a visitor sends
 * the same one with every request, and checking it takes longer than reading the session, since
 * with a key in a Buffer Node 24 throws and catches several errors for each hash.
 * @param purpose The cookie's name; what is signed for another may expire: it is checked each time
 */
export function rememberKnownCookies(verifier: Verifier, purpose: string) {
  const known = new LRUCache<string, NonNullable<unknown>>({ max: 2000 })
  const unsign = verifier.unsign.bind(verifier)

  verifier.unsign = <T>(signed: string, signedFor?: string): T | null => {
    if (signedFor !== purpose) return unsign<T>(signed, signedFor)
    const value = known.get(signed) ?? unsign<NonNullable<T>>(signed, purpose)
    if (value !== null) known.set(signed, value)
    return value as T | null
  }
}
