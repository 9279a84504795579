import { toIsbn13 } from '#catalogue/isbn'

/** However it is written: `="0141185910"`, `[978-0-441-47812-5]`, without its zeros, among others. */
export function findIsbn(text: string): string | null {
  const whole = /^97[89]\d{10}$/.test(text) ? toIsbn13(text) : fromDigits(digits(text))
  if (whole !== null) return whole
  for (const part of text.split(/[\s,;|/\u2063]+|(?<=isbn)[:=]/i)) {
    const isbn = fromDigits(digits(part))
    if (isbn !== null) return isbn
  }
  return null
}

/** A number that a spreadsheet shortened ("9.78044e+12"): its digits are lost. */
export function isSpoilt(text: string) {
  return /^\W*\d(?:[.,]\d+)?e\+?\d+\W*$/i.test(text)
}

function digits(text: string) {
  const bare = text.replace(/\.0+\s*$/, '').replace(/isbn(?:-?1[03])?:?/gi, '')
  return bare.replace(/[\s"'=[\]()\-\u2010-\u2015\u2212]/g, '').toUpperCase()
}

function fromDigits(number: string) {
  if (/^0*$/.test(number)) return null
  const isShort = /^\d{5,9}[\dX]$/.test(number)
  return toIsbn13(isShort ? number.padStart(10, '0') : number)
}
