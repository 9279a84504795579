/** The moment that all rules of the session go by, in milliseconds since 1970. */
export function now() {
  return Date.now()
}
