import type { HttpRequest } from '@adonisjs/core/http'
import { isbot } from 'isbot'

/** Tools in a person's hand: `isbot` takes them for crawlers, yet they keep cookies as their user tells them. */
const TOOL =
  /^(axios|autocannon|curl|elinks|go-http-client|httpie|insomnia|k6|node|playwright|postmanruntime|python|undici|w3m|wget)\b|\bHeadlessChrome\//i

/**
 * Whether the request counts as that of a visitor. Nothing is saved for a
 * prefetch, which may never be looked at, for HEAD, and for crawlers.
 */
export function isCounted(request: HttpRequest) {
  if (request.method() === 'HEAD') return false

  const purpose = request.header('sec-purpose') ?? request.header('purpose') ?? ''
  if (/\bprefetch\b/i.test(purpose)) return false

  return !isCrawler(request.header('user-agent') ?? '')
}

/** Whether a user agent's name is that of a crawler. */
export function isCrawler(userAgent: string) {
  return isbot(userAgent) && !TOOL.test(userAgent)
}
