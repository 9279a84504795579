interface Verifier {
  unsign<T>(signed: string, purpose?: string): T | null
}

const MOST = 2000

/**
 * Lets the verifier remember the session cookies whose signature it found
 * right, since a visitor sends the same one with every request. Checking one
 * takes longer than reading the session: with a key in a Buffer, as the
 * verifier holds it, Node 24 throws and catches several errors for each hash.
 *
 * @param purpose The cookie's name; what is signed for anything else may expire, and is checked each time
 */
export function rememberKnownCookies(verifier: Verifier, purpose: string) {
  const known = new Map<string, unknown>()
  const unsign = verifier.unsign.bind(verifier)

  verifier.unsign = <T>(signed: string, signedFor?: string): T | null => {
    if (signedFor !== purpose) return unsign<T>(signed, signedFor)
    if (known.has(signed)) return known.get(signed) as T

    const value = unsign<T>(signed, signedFor)
    if (value !== null) {
      if (known.size >= MOST) known.delete(known.keys().next().value!)
      known.set(signed, value)
    }
    return value
  }
}
