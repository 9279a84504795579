import type { I18n } from '@adonisjs/i18n'
import manager from '@adonisjs/i18n/services/main'
import type { HttpContext } from '@adonisjs/core/http'

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** What the site says to whoever asks, in their language. */
    i18n: I18n
  }
}

const SPOKEN = new Map<string, I18n>()

/** The texts of a language that there is a file of. */
export function textsIn(locale: string) {
  const known = SPOKEN.get(locale) ?? manager.locale(locale)
  SPOKEN.set(locale, known)
  return known
}

/** The codes of all languages that the site speaks. */
export function spokenLanguages() {
  return manager.supportedLocales()
}

export function isSpoken(code: unknown): code is string {
  return typeof code === 'string' && spokenLanguages().includes(code)
}

/**
 * Has the site speak to a visitor: in the language that the address asks for, or that they chose, or
 * that their browser asks for, or in English.
 */
export function speak(ctx: HttpContext, chosen?: unknown) {
  const { request, response, view } = ctx
  response.vary('Accept-Language')
  const asked = [request.qs().lang, chosen].find(isSpoken)
  const texts = textsIn(asked ?? askedByBrowser(request.header('accept-language')) ?? 'en')
  ctx.i18n = texts
  view.share({ i18n: texts })
}

function askedByBrowser(header: string | undefined) {
  return header ? manager.getSupportedLocaleFor(header.slice(0, 200)) : null
}
