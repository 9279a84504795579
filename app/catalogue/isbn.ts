import isbn3 from 'isbn3'

/**
 * Thirteen digits of an ISBN of 10 or 13, with hyphens or spaces or none. Null when its length is
 * wrong, or its check digit by ISO 2108.
 */
export function toIsbn13(text: string): string | null {
  const digits = text.replace(/[\s\u2010-\u2015-]/gu, '').toUpperCase()
  if (/^\d{9}[\dX]$/.test(digits) && weigh(digits, (place) => 10 - place) % 11 === 0) {
    return withCheckDigit(`978${digits.slice(0, 9)}`)
  }
  const isValid = /^97[89]\d{10}$/.test(digits) && withCheckDigit(digits.slice(0, 12)) === digits
  return isValid ? digits : null
}

/** "978-0-441-47812-5" as on books; bare digits where its publisher's range is not known. */
export function formatIsbn(isbn: string) {
  return isbn3.hyphenate(isbn) ?? isbn
}

function withCheckDigit(twelve: string) {
  const sum = weigh(twelve, (place) => (place % 2 ? 3 : 1))
  return `${twelve}${(10 - (sum % 10)) % 10}`
}

function weigh(digits: string, weightOf: (place: number) => number) {
  const values = Array.from(digits, (digit) => (digit === 'X' ? 10 : Number(digit)))
  return values.reduce((sum, value, place) => sum + value * weightOf(place), 0)
}
