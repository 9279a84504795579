import isbn3 from 'isbn3'

/**
 * Thirteen digits of an ISBN written in any form: 10 or 13 digits, with hyphens
 * or spaces. Null when its check digit or its length is wrong.
 *
 * The check digits are those of ISO 2108.
 */
export function toIsbn13(text: string): string | null {
  const digits = text.replace(/[\s\u2010-\u2015-]/gu, '').toUpperCase()
  if (/^\d{9}[\dX]$/.test(digits)) {
    return checkDigit10(digits) === digits[9] ? withCheckDigit(`978${digits.slice(0, 9)}`) : null
  }
  if (/^97[89]\d{10}$/.test(digits)) {
    return withCheckDigit(digits.slice(0, 12)) === digits ? digits : null
  }
  return null
}

/** The ISBN as printed on books, "978-0-441-47812-5"; bare digits where its publisher's range is not known. */
export function formatIsbn(isbn: string) {
  return isbn3.hyphenate(isbn) ?? isbn
}

function withCheckDigit(twelve: string) {
  let sum = 0
  for (let index = 0; index < 12; index++) sum += Number(twelve[index]) * (index % 2 ? 3 : 1)
  return `${twelve}${(10 - (sum % 10)) % 10}`
}

function checkDigit10(isbn: string) {
  const sum = [...isbn.slice(0, 9)].reduce(
    (total, digit, index) => total + Number(digit) * (10 - index),
    0
  )
  const digit = (11 - (sum % 11)) % 11
  return digit === 10 ? 'X' : String(digit)
}
