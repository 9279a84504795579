import { IANAZone } from 'luxon'
import { type ClosedDays } from '#about/closed_days'
import { COLOURS } from '#about/colours'
import { type Hours } from '#about/opening_hours'
import RefusedException from '#exceptions/refused_exception'

/** What a library tells of itself; null is not told. */
export interface LibraryFacts {
  name: string | null
  line: string | null
  /** In lines. */
  address: string | null
  phone: string | null
  email: string | null
  hours: Hours | null
  closedDays: ClosedDays | null
  /** The code of the language that it is in. */
  language: string | null
  /** One of COLOURS. */
  colour: string | null
  /** As "Europe/Berlin"; without one it is the machine's. */
  timeZone: string | null
}

const [LONGEST_NAME, LONGEST_LINE, LONGEST_ADDRESS, LONGEST_CONTACT] = [100, 200, 400, 200]

/** No control characters, and none that turn the direction of the text behind them. */
const UNSEEN = /(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu

export const readName = (text: string) => readText('The name', text, LONGEST_NAME)

export const readSentence = (text: string) => readText('The line', text, LONGEST_LINE)

export function readAddress(text: string) {
  return bounded('The address', tidyLines(text).replace(/\n+/g, '\n'), LONGEST_ADDRESS)
}

export function readPhone(text: string) {
  const phone = readText('The telephone number', text, LONGEST_CONTACT)
  if (phone && dialled(phone).length < 3) {
    throw new RefusedException(`"${phone}" is no telephone number.`)
  }
  return phone
}

/** A telephone number as a telephone takes it: "+4930123456". */
export function dialled(phone: string) {
  return phone
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/[^+\d]/g, '')
}

export function readEmail(text: string) {
  const address = readText('The e-mail address', text, LONGEST_CONTACT)
  if (address && !isEmail(address)) {
    throw new RefusedException(`"${address}" is no e-mail address.`)
  }
  return address
}

export function isEmail(text: string) {
  return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(text)
}

/** @param spoken The codes of the languages that the site speaks */
export function readLanguage(text: string, spoken: string[]) {
  return readOneOf('languages', text, spoken)
}

export function readColour(text: string) {
  return readOneOf('colours', text, Object.keys(COLOURS))
}

export function readTimeZone(text: string) {
  const zone = tidy(text)
  if (zone && !IANAZone.isValidZone(zone)) {
    throw new RefusedException(`"${zone}" is no time zone. One is written like Europe/Berlin.`)
  }
  return zone || null
}

function readOneOf(kind: string, text: string, all: string[]) {
  const choice = tidy(text)
  const chosen = all.find((known) => known.toLowerCase() === choice.toLowerCase())
  if (choice && !chosen) {
    throw new RefusedException(`"${choice}" is none of the ${kind}: ${all.join(', ')}.`)
  }
  return chosen ?? null
}

function readText(what: string, text: string, longest: number) {
  return bounded(what, tidy(text), longest)
}

function bounded(what: string, text: string, longest: number) {
  const { length } = [...text]
  if (length <= longest) return text || null
  throw new RefusedException(`${what} has ${length} characters; ${longest} have room.`)
}

/** One line, without what is not seen in it, and with one blank where there are several. */
export function tidy(text: string) {
  return text.toWellFormed().replace(UNSEEN, '').replace(/\s+/g, ' ').trim().normalize('NFC')
}

/** The same of each line; none of them stand empty at the ends. */
export function tidyLines(text: string) {
  return text
    .split(/\r\n?|\n/)
    .map(tidy)
    .join('\n')
    .trim()
}
