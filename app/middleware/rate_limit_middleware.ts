import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { isOwnAddress, toNetwork, toSite } from '#address'
import { rateLimit } from '#config/operations'
import { TooManyRequestsException } from '#exceptions/errors'

/** What a load balancer asks for, as often as it likes. */
const HEALTH = ['/health', '/health/live', '/health/ready']
const READING = ['GET', 'HEAD']

/**
 * How many networks count as one site. Providers give a subscriber from one network to a whole
 * site: neighbours may share one, and whoever has a whole one gets this many times the limit.
 */
const NETWORKS = 4

const networks = new RateLimiterMemory({ points: rateLimit, duration: 60 })
const sites = new RateLimiterMemory({ points: NETWORKS * rateLimit, duration: 60 })

/**
 * The machine itself may ask for all it likes: a proxy on it that TRUST_PROXY does not name would
 * else make all visitors share one number.
 */
export default class RateLimitMiddleware {
  async handle({ request }: HttpContext, next: NextFn) {
    // None where the client has gone already
    const address = request.ip() ?? ''
    const isHealth = READING.includes(request.method()) && HEALTH.includes(request.url())
    if (!isOwnAddress(address) && !isHealth) {
      await count(networks, toNetwork(address))
      const site = toSite(address)
      if (site) await count(sites, site)
    }
    return next()
  }
}

function count(limiter: RateLimiterMemory, key: string) {
  return limiter.consume(key).catch((result) => {
    throw new TooManyRequestsException(result)
  })
}
