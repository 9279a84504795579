import type { I18n } from '@adonisjs/i18n'
import manager from '@adonisjs/i18n/services/main'
import type { HttpContext } from '@adonisjs/core/http'
import Library from '#models/library'

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
 * Tells a page whose it is, and in which language: the one that the address asks for, or that the
 * visitor or the member chose, or that their browser asks for, or the library's own, or English.
 */
export async function speak(ctx: HttpContext, chosen?: unknown) {
  const { request, response, view } = ctx
  response.vary('Accept-Language')
  const library = await Library.current()
  const addressLanguage = [request.qs().lang].find(isSpoken)
  const code =
    addressLanguage ??
    [chosen].find(isSpoken) ??
    askedByBrowser(request.header('accept-language')) ??
    ownLanguageOf(library)
  ctx.i18n = textsIn(code)
  view.share({ i18n: ctx.i18n, library, addressLanguage })
}

/** The language that the library is in, where the site speaks it. */
export function ownLanguageOf({ language }: Library) {
  return isSpoken(language) ? language : 'en'
}

/** `*` asks for any language, and so for none. */
function askedByBrowser(header = '') {
  const named = header
    .slice(0, 200)
    .split(',')
    .filter((entry) => !/^\s*(\*|$)/.test(entry))
  return named.length > 0 ? manager.getSupportedLocaleFor(named.join(',')) : null
}
