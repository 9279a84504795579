import { isBody, toNameKey, toSortName } from '#catalogue/headings'
import type { NamedAuthor } from '#import/formats/record'

/** How a file writes a name with one comma: "Le Guin, Ursula K.", or two authors side by side. */
export type CommaStyle = 'inverted' | 'list' | 'unknown'

/** One to three words, which hold one name however they are read. */
const PLAIN_NAME = /^[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}$/
const NOBODY =
  /^(?:n\/?a|none|null|nil|unknown(?: authors?)?|authors? unknown|various(?: authors?)?|no authors?|not available|et al\.?|and others|-+|\?+|\.+)$/i
const SUFFIX =
  /^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?\s?d|m\.?b\.?a|esq|inc|ltd|llc|l\.?l\.?p|co|corp|gmbh|s\.?a|plc|incorporated|limited)\.?$/i
const FRONT_SUFFIX = /^(Jr\.?|III?|IV)\s+(\S.*\s.*)$/
const BODY_WITH_COMMA = /,\s+[^,]*(?:\band\b|&)\s+(?:company|co|sons|brothers|bros)\b\.?\s*$/i
const ROLE =
  /\s*[([](?:goodreads author|authors?|editor|ed|eds|translator|trans|illustrator|illus|narrator|introduction|foreword|contributor|adapter|photographer)\.?[)\]]/gi
const LIFE_DATES = /^(?:b\.\s*)?(\d{4})?\s*[-–]\s*(\d{4})?\.?$/
const PARTICLE = /(?:^|\s)(?:van|von|de|der|den|del|della|di|da|le|la|du|ten|ter|zu|af|el|al)$/i
const LEADING_PARTICLE =
  /^(?:van|von|de|der|den|del|della|di|da|le|la|du|ten|ter|zu|af|el|al|mac|st\.?|saint)\s/i

/** Keeps names whole that hold a comma, and those that `sort`, in index form, shows to be one. */
export function splitAuthors(
  text: string,
  { style = 'unknown', sort = '' }: { style?: CommaStyle; sort?: string } = {}
): NamedAuthor[] {
  if (PLAIN_NAME.test(text) && sort === '') return withoutDoubles([direct(text)])
  const whole = tidy(text)
  if (whole === '') return []
  const names = isOneName(whole, tidy(sort))
    ? [direct(whole)]
    : splitOnMarks(text).flatMap((part) => splitOnCommas(part, style))
  return withoutDoubles(names)
}

/** The same author once, and nobody at all not ("N/A"). */
export function withoutDoubles(authors: NamedAuthor[]) {
  const seen = new Set<string>()
  return authors.filter(({ name }) => {
    const key = toNameKey(name)
    if (key === '' || NOBODY.test(name) || seen.has(key)) return false
    return seen.add(key)
  })
}

/** Where most names stand as they are spoken, a comma stands between two authors. */
export function findCommaStyle(cells: string[]): CommaStyle {
  let spoken = 0
  let turned = 0
  for (const cell of cells.map(tidy)) {
    if (/[;|/&]/.test(cell) || isBody(cell)) continue
    const parts = joinSuffixes(cell.split(/,\s*/))
    if (parts.length === 1 && cell.includes(' ')) spoken++
    if (parts.length === 2 && !parts[0].includes(' ')) turned++
  }
  if (spoken + turned < 3) return 'unknown'
  return spoken >= turned ? 'list' : 'inverted'
}

function tidy(text: string) {
  return text
    .replace(ROLE, '')
    .replace(/[\s\u2063]+/g, ' ')
    .trim()
}

function isOneName(text: string, sort: string) {
  if (BODY_WITH_COMMA.test(text)) return true
  if (!text.includes(',') || sort === '' || sort === text) return false
  const squeezed = text.replaceAll(' ', '')
  return [...sort.matchAll(/,/g)].some(({ index }) => {
    const turned = sort.slice(index + 1) + sort.slice(0, index)
    return turned.replaceAll(' ', '') === squeezed
  })
}

function splitOnMarks(text: string): string[] {
  const parts = text.replace(ROLE, '').split(/[;|\n\u2063]/)
  return parts.map(tidy).flatMap(splitOnSlashes).flatMap(splitOnAnd).filter(Boolean)
}

/** Splits where each part is a whole name; "Heathkit/Zenith Systems" is one. */
function splitOnSlashes(text: string) {
  const parts = text.split('/').map(tidy)
  const areNames = text.includes(',')
    ? parts.every((part) => part.includes(','))
    : parts.every((part) => part.includes(' ')) || parts.every((part) => /^\p{L}{3,}$/u.test(part))
  return areNames || text.includes(' / ') ? parts : [text]
}

/** "A & B", "A, B and C"; but not "Simon & Schuster" or "Howard W. Sams & Co". */
function splitOnAnd(text: string) {
  const parts = text.split(/,?\s+(?:&|and)\s+/i)
  if (parts.length === 1 || isBody(text)) return [text]
  if (!text.includes(',')) return parts.every((part) => part.includes(' ')) ? parts : [text]
  const isInvertedFirst = /^\S+,/.test(text) && text.indexOf(',') === text.lastIndexOf(',')
  if (isInvertedFirst || parts.every((part) => part.includes(','))) return parts
  return [parts.join(', ')]
}

function splitOnCommas(text: string, style: CommaStyle): NamedAuthor[] {
  let parts = joinSuffixes(text.split(/\s*,\s*/).filter((part) => part !== ''))
  const dates = parts.length > 1 ? parts.at(-1)!.match(LIFE_DATES) : null
  if (dates) parts = parts.slice(0, -1)

  const authors =
    parts.length === 2 && isInverted(parts, style)
      ? [inverted(parts[0], parts[1])]
      : parts.length > 2 && parts.length % 2 === 0 && style === 'inverted'
        ? parts.flatMap((part, at) => (at % 2 === 0 ? inverted(part, parts[at + 1]) : []))
        : parts.map(direct)
  if (dates && authors.length === 1) {
    authors[0].born = dates[1] ?? null
    authors[0].died = dates[2] ?? null
  }
  return authors
}

/** "Safford", "Jr" is one name, and so is "O'Reilly Media", "Inc.". */
function joinSuffixes(parts: string[]) {
  const joined: string[] = []
  for (const part of parts) {
    if (SUFFIX.test(part) && joined.length > 0) joined.push(`${joined.pop()}, ${part}`)
    else joined.push(part)
  }
  return joined
}

function isInverted([first, second]: string[], style: CommaStyle) {
  const endsInInitial = /(?:^|[\s.])\p{Lu}\.?$/u.test(second)
  const bothSingle = !first.includes(' ') && !second.includes(' ')
  if (isBody(first) || isBody(second)) return false
  if (bothSingle) return true
  if (endsInInitial && (!first.includes(' ') || LEADING_PARTICLE.test(first))) return true
  if (style === 'inverted') return true
  if (style === 'list') return false
  return !first.includes(' ') || !second.includes(' ') || LEADING_PARTICLE.test(first)
}

function direct(text: string): NamedAuthor {
  const front = text.match(FRONT_SUFFIX)
  const name = (front ? `${front[2]} ${front[1]}` : text)
    .replace(/^by\s+(?=\p{Lu})/iu, '')
    .slice(0, 1_000)
  return { name, sort_name: toSortName(name), born: null, died: null }
}

/** A name in index form; its suffix, written behind the family name or the given one, comes last. */
function inverted(family: string, given: string): NamedAuthor {
  const [familyName, ...familySuffix] = family.split(', ')
  const [givenName, ...givenSuffix] = given.split(', ')
  const suffix = [...familySuffix, ...givenSuffix].join(' ')
  const author = direct(`${givenName} ${familyName} ${suffix}`.trim())
  if (PARTICLE.test(givenName)) return author
  const parts = [familyName, givenName, suffix].filter(Boolean)
  return { ...author, sort_name: parts.join(', ') }
}
