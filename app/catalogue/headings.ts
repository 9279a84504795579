import { LRUCache } from 'lru-cache'

/** Forms of titles and names: to show in an index, to sort by, and to find the same thing by. */

const ARTICLES: Record<string, RegExp> = {
  ar: /^ال/u,
  ca: /^(?:el|la|els|les|un|una)\s+|^l['’]/iu,
  da: /^(?:den|det|de|en|et)\s+/iu,
  de: /^(?:der|die|das|dem|den|des|ein|eine)\s+/iu,
  el: /^(?:ο|η|το|οι|τα|ένας|μία|μια|ένα)\s+/iu,
  en: /^(?:the|an?)\s+/iu,
  es: /^(?:el|la|lo|los|las|una?)\s+/iu,
  fr: /^(?:les?|la|une?|des)\s+|^l['’]/iu,
  he: /^ה(?=\p{L}{3})/u,
  hu: /^(?:az?|egy)\s+/iu,
  it: /^(?:il|lo|la|i|gli|le|uno?|una)\s+|^(?:l|un)['’]/iu,
  nl: /^(?:de|het|een)\s+|^['’][tn]\s+/iu,
  no: /^(?:den|det|de|en|et|ei)\s+/iu,
  pt: /^(?:os?|as?|uma?)\s+/iu,
  sv: /^(?:den|det|de|en|ett)\s+/iu,
  yi: /^(?:דער|די|דאָס|דאס|אַ|א)\s+/u,
}

const SUFFIX = /,?\s+((?:jr|sr|esq|ph\.?\s?d|m\.?d)\.?|i{1,3}|iv)$/iu
const FAMILY_FIRST = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u
const CAPITAL_PARTICLES = /^(?:Al|De|Del|Della|Des|Di|Du|El|La|Le|Mac|Saint|St\.?|Van|Von)$/u

const BODY =
  /^the\s|\b(?:company|co|inc|ltd|llc|corp(?:oration)?|publish(?:ers|ing)|society|association|institute|university|museum|group|committee|commission|department|foundation|council|editors|staff|conference|library|books|magazine|sons|brothers|bros|systems|ministry|organi[sz]ation|cent(?:er|re)|gmbh|verlag|laborator(?:y|ies)|services|agency|bureau|church of)\b/iu

/** Whether a name is that of a company or a society, as far as its words tell. */
export const isBody = (name: string) => BODY.test(name)

/** Without its leading article, where something is left. @param language ISO 639-1 code */
export function toSortTitle(title: string, language: string | null = null) {
  const article = ARTICLES[language ?? 'en']
  const rest = article ? title.replace(article, '').trim() : title
  return rest === '' ? title : rest
}

/**
 * "Ursula K. Le Guin" becomes "Le Guin, Ursula K.". One name alone, a name that already holds a
 * comma before its given names, a body, and a name in a script that puts the family first stay as
 * they are.
 */
export function toSortName(name: string) {
  if (isBody(name)) return name
  const suffix = name.match(SUFFIX)
  const words = (suffix ? name.slice(0, suffix.index) : name).trim().split(/\s+/)
  const tail = suffix ? `, ${suffix[1]}` : ''
  const isWhole = words.length < 2 || words.some((word) => word.endsWith(','))
  if (isWhole || !/\p{L}/u.test(name) || FAMILY_FIRST.test(name)) return name

  let family = words.length - 1
  while (family > 1 && CAPITAL_PARTICLES.test(words[family - 1])) family--
  return `${words.slice(family).join(' ')}, ${words.slice(0, family).join(' ')}${tail}`
}

/** Without case, accents and punctuation: "Émile" stands beside "Emile" in every plain order. */
export function toSortKey(heading: string) {
  return toWords(fold(heading))
}

/** "J.K. Rowling" and "j k rowling" are one author. Accents count: they tell people apart. */
export function toNameKey(name: string) {
  return NAME_KEYS.memo(name)
}

/** An import asks for the keys of the names in one row several times. */
const NAME_KEYS = new LRUCache<string, string>({ max: 2_000, memoMethod: makeNameKey })

function makeNameKey(name: string) {
  const plain = name.normalize('NFKC').toLowerCase()
  const joined = toWords(plain).replace(/(?<=(?:^|\s)\p{L}) (?=\p{L}(?:\s|$))/gu, '')
  return joined === '' ? plain.trim() : joined
}

/** What two records of one book share where no ISBN tells, without case and punctuation. */
export function toMatchKey(title: string, subtitle: string | null, authors: string[]) {
  const heading = subtitle ? `${title} ${subtitle}` : title
  return [makeNameKey(heading), ...authors.map(toNameKey)].join('|')
}

function isAscii(text: string) {
  return /^[ -~]*$/.test(text)
}

/** Most headings are ASCII alone, which plain classes of letters split in a third of the time. */
function toWords(text: string) {
  const between = isAscii(text) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}\p{M}]+/gu
  return text
    .replace(/['’ʼ`]/g, '')
    .replace(between, ' ')
    .trim()
}

/** What stands for letters that are none with an accent. */
const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' }

/** Without case, and without the accents of Latin, Greek and Cyrillic letters. */
export function fold(text: string) {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter as keyof typeof LETTERS])
    .normalize('NFC')
}
