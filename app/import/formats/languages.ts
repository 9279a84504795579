import { LRUCache } from 'lru-cache'
import Language from '#models/language'

const NONE = new Set(['und', 'zxx', 'mis', 'xxx', 'qaa', 'root'])

const codes = new LRUCache<string, { code: string | null }>({
  max: 1_000,
  memoMethod: (text) => {
    const [first] = text.split(/[,;/|\u2063]/)
    return { code: fromTag(first.trim()) ?? fromName(first.trim().toLowerCase()) }
  },
})

/** The ISO 639 code told by code or name: "eng", "en-US", "français"; of several, the first. */
export function toLanguageCode(text: string) {
  return codes.memo(text).code
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

/** Names of the languages whose codes have so many letters, made when they are first asked for. */
const namesByLength = new LRUCache<number, Map<string, string>>({
  max: 2,
  memoMethod: nameLanguages,
})

function fromName(name: string) {
  const bare = name.replace(/\s*\(.*\)$|,.*$/, '')
  if (!/\p{L}{2}/u.test(bare)) return null
  for (const length of [2, 3]) {
    const names = namesByLength.memo(length)
    const code = names.get(name) ?? names.get(bare)
    if (code) return code
  }
  return null
}

/** English names, and of codes of two letters the languages' own ones as well. */
function nameLanguages(length: number) {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const withLetters = (start: string) => letters.map((letter) => start + letter)
  const pairs = letters.flatMap(withLetters)
  const names = new Map<string, string>()
  for (const code of length === 2 ? pairs : pairs.flatMap(withLetters)) {
    const canonical = fromTag(code)
    if (canonical === null) continue
    const own = length === 2 ? new Intl.DisplayNames(code, { type: 'language' }).of(code) : null
    for (const name of [Language.nameOf(canonical), own]) {
      if (name && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), canonical)
    }
  }
  return names
}
