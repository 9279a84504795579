/** Cards are numbers with a last digit that tells a mistyped one from a right one. */

/** The check digit of ISO/IEC 7812 (Luhn): any one wrong digit, and two digits exchanged, change it. */
function checkDigit(digits: string) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** The card of a number: "P" and at least five digits, which no copy and no ISBN has. */
export function cardOf(number: number) {
  const digits = String(number).padStart(4, '0')
  return `P${digits}${checkDigit(digits)}`
}

/** Whether it has the form of a card that the library gave, and one digit of it is wrong. */
export function isMistypedCard(card: string) {
  const [, digits, check] = card.match(/^P(\d{4,})(\d)$/) ?? []
  return digits !== undefined && checkDigit(digits) !== check
}

/** A card as it is compared: without blanks at its ends and the stars of Code 39, in capitals. */
export function toCard(text: string) {
  return text
    .trim()
    .replace(/^\*|\*$/g, '')
    .toUpperCase()
}
