import { fold } from '#catalogue/headings'

/** Scripts written without spaces, or read by syllable: each letter is a word of the index. */
export const LETTER_BY_LETTER =
  '\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}'

const MARKS = /[\u0591-\u05bd\u05bf\u05c1-\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu

/**
 * Text as the index holds it: without case, and without what spellings of one
 * word differ in (accents, Hebrew points, Arabic vowel signs and forms of alef).
 */
export function foldForSearch(text: string) {
  return fold(text.normalize('NFKD').replace(MARKS, ''))
    .replaceAll('ς', 'σ')
    .replace(/[ىی]/gu, 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ک', 'ك')
}

/** Blocks with letters that the database's own tokenizer does not fold as `foldForSearch` does. */
const FOLDED_BLOCKS = [
  [0x0370, 0x052f],
  [0x0591, 0x05c7],
  [0x0610, 0x06d3],
  [0x1f00, 0x1fff],
  [0xfb00, 0xfb4f],
  [0xff00, 0xffef],
]
const FOLDED_LATIN = 'ßẞæÆœŒøØđĐðÐþÞłŁı'

/** Each letter that has to be folded before the tokenizer, with what it becomes. */
export function foldedLetters(): [letter: string, plain: string][] {
  const letters = [...FOLDED_LATIN]
  for (const [first, last] of FOLDED_BLOCKS) {
    for (let code = first; code <= last; code++) letters.push(String.fromCodePoint(code))
  }
  return letters
    .map((letter): [string, string] => [letter, foldForSearch(letter)])
    .filter(([letter, plain]) => plain !== letter.toLowerCase())
}

/** Characters, as a GLOB or RegExp class has them, in texts that need folding letter by letter. */
export const NEEDS_FOLDING =
  FOLDED_LATIN +
  FOLDED_BLOCKS.map((block) => block.map((code) => String.fromCodePoint(code)).join('-')).join('') +
  LETTER_BY_LETTER
