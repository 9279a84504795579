import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { rateLimit } from '#config/operations'
import TooManyRequestsException from '#exceptions/too_many_requests_exception'

const limiter = new RateLimiterMemory({ points: rateLimit, duration: 60 })

/**
 * Refuses what one address asks beyond its number in a minute. The machine
 * itself may ask for all it likes: a proxy on it that TRUST_PROXY does not name
 * would else make all visitors share one number.
 */
export default class RateLimitMiddleware {
  async handle({ request }: HttpContext, next: NextFn) {
    const address = request.ip()
    if (!isOwn(address) && !request.url().startsWith('/health')) await count(address)
    return next()
  }
}

async function count(address: string) {
  try {
    await limiter.consume(toNetwork(address))
  } catch (result) {
    if (!(result instanceof RateLimiterRes)) throw result
    throw new TooManyRequestsException(Math.ceil(result.msBeforeNext / 1000))
  }
}

function isOwn(address: string) {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/** Whoever has one IPv6 address has all of its network: the first four groups of eight. */
function toNetwork(address: string) {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head, tail] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const missing = tail ? 8 - head.length - tail.length : 0
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? [])]
  return groups.slice(0, 4).join(':')
}
