import ipaddr from 'ipaddr.js'

/** Whether it is the machine's own address, as a proxy on it has. */
export function isOwnAddress(address?: string) {
  return parse(address)?.range() === 'loopback'
}

/** Whoever has one IPv6 address has all of its network: the first four groups of eight. */
export function toNetwork(address = '') {
  const parsed = parse(address)
  return parsed?.kind() === 'ipv6' ? groups(parsed, 4) : (parsed?.toString() ?? address)
}

/** The first three groups of an IPv6 address: the most that a provider gives one subscriber. */
export function toSite(address: string) {
  const parsed = parse(address)
  return parsed?.kind() === 'ipv6' ? groups(parsed, 3) : null
}

/** The address without what a proxy wrote beside it; '' where the client has gone already. */
export function toBareAddress(address = '') {
  return address
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/(\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
}

/** An IPv4 address in the clothes of IPv6 is the one that it stands for. */
function parse(address?: string) {
  const bare = toBareAddress(address)
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null
}

function groups(address: ReturnType<typeof ipaddr.process>, count: number) {
  return address.toNormalizedString().split(':').slice(0, count).join(':')
}
