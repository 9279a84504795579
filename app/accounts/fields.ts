/** What a form sent is text, or counts as none. */
export function textOf(value: unknown) {
  return typeof value === 'string' ? value : ''
}

/** A path of this site and of no other; that of the account for what is none. */
export function pathIn(value: unknown) {
  const isPath = typeof value === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(value)
  return isPath ? value : '/account'
}
