import Language from '#models/language'

/** Codes that say that there is no language, or none known. */
const NONE = new Set(['und', 'zxx', 'mis', 'xxx', 'qaa', 'root'])

const known = new Map<string, string | null>()

/**
 * The ISO 639 code of a language told by code or name: "eng", "en-US",
 * "English", "français". Of several, the first. Null where it is no language.
 */
export function toLanguageCode(text: string): string | null {
  const found = known.get(text)
  if (found !== undefined) return found
  const first = text.split(/[,;/|\u2063]/)[0].trim()
  const code = fromTag(first) ?? fromName(first)
  if (known.size > 1_000) known.clear()
  known.set(text, code)
  return code
}

function fromTag(text: string) {
  if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(text)) return null
  try {
    const code = new Intl.Locale(text.replaceAll('_', '-')).language
    return NONE.has(code) || Language.nameOf(code) === null ? null : code
  } catch {
    return null
  }
}

/** English and own names of the languages with a code of two letters, and English ones of three. */
const namesByLength = new Map<number, Map<string, string>>()

function fromName(text: string) {
  const name = text.toLowerCase()
  const bare = name.replace(/\s*\(.*\)$|,.*$/, '')
  if (!/\p{L}{2}/u.test(bare)) return null
  for (const length of [2, 3]) {
    const names = namesByLength.get(length) ?? nameLanguages(length)
    namesByLength.set(length, names)
    const code = names.get(name) ?? names.get(bare)
    if (code) return code
  }
  return null
}

function nameLanguages(length: number) {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  let codes = ['']
  for (let place = 0; place < length; place++) {
    codes = codes.flatMap((code) => letters.map((letter) => code + letter))
  }
  const names = new Map<string, string>()
  for (const code of codes) {
    const canonical = fromTag(code)
    if (canonical === null) continue
    const own = length === 2 ? new Intl.DisplayNames(code, { type: 'language' }).of(code) : null
    for (const name of [Language.nameOf(canonical), own]) {
      if (name && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), canonical)
    }
  }
  return names
}
