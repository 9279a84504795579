import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { isOwnAddress, toNetwork } from '#address'
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
    if (!isOwnAddress(address) && !request.url().startsWith('/health')) await count(address)
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
