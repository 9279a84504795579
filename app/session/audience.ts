import type { HttpRequest } from '@adonisjs/core/http'
import { isbot } from 'isbot'

/** Tools of people, which `isbot` takes for crawlers, though they keep cookies as they are told. */
const TOOL =
  /^(axios|autocannon|curl|elinks|go-http-client|httpie|insomnia|k6|node|playwright|postmanruntime|python|undici|w3m|wget)\b|\bHeadlessChrome\//i

/** Nothing is saved for HEAD, for crawlers, and for a prefetch, which may never be looked at. */
export function isCounted(request: HttpRequest) {
  if (request.method() === 'HEAD') return false

  const purpose = request.header('sec-purpose') ?? request.header('purpose') ?? ''
  if (/\bprefetch\b/i.test(purpose)) return false

  return !isCrawler(request.header('user-agent') ?? '')
}

export function isCrawler(userAgent: string) {
  return isbot(userAgent) && !TOOL.test(userAgent)
}
