/** Whether an address is that of the machine itself, as a proxy on it has. */
export function isOwnAddress(address: string) {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/** Whoever has one IPv6 address has all of its network: the first four groups of eight. */
export function toNetwork(address: string) {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head, tail] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const missing = tail ? 8 - head.length - tail.length : 0
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? [])]
  return groups.slice(0, 4).join(':')
}
