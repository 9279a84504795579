import { fold } from '#catalogue/headings'

/** Scripts written without spaces, or read by syllable: each letter is a word of the index. */
const LETTER_BY_LETTER =
  '\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}'
const LETTER = new RegExp(`[${LETTER_BY_LETTER}]`, 'u')
const LETTERS = new RegExp(`[${LETTER_BY_LETTER}]|[^${LETTER_BY_LETTER}]+`, 'gu')

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const POINTS = /[\u0591-\u05bd\u05bf\u05c1-\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu
const APOSTROPHES = /['’‘ʼ`]/gu
const HYPHENS = /[‐‑-]/gu

/** Of longer words the beginning counts, in letters. */
const LONGEST_WORD = 40
/** So much of a text is searched: PostgreSQL holds no more than a megabyte of words. */
const LONGEST_TEXT = 150_000

/** Text as the index holds it: no case, accents, Hebrew points, Arabic vowel signs and the like. */
export function foldForSearch(text: string) {
  if (!/[^\t-~]/.test(text)) return text.toLowerCase()
  return fold(text.normalize('NFKD').replace(POINTS, ''))
    .replaceAll('ς', 'σ')
    .replace(/[ىی]/gu, 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ک', 'ك')
}

export function wordsOf(text: string) {
  return foldedWords(foldForSearch(text))
}

/** "O'Brien" gives "obrien" and "o brien", "Spider-Man" gives "spider man" and "spiderman". */
export function headingWordsOf(heading: string) {
  const letters = foldForSearch(heading)
  const closed = letters.replace(APOSTROPHES, '')
  const open = letters.replace(APOSTROPHES, ' ').replace(HYPHENS, '')
  return closed === open ? foldedWords(letters) : [...foldedWords(closed), ...foldedWords(open)]
}

function foldedWords(letters: string) {
  return (letters.slice(0, LONGEST_TEXT).match(WORD) ?? []).flatMap(indexWordsOf)
}

/** A folded word as the words of the index that stand for it: one, or each of its letters. */
export function indexWordsOf(word: string) {
  if (word.length <= LONGEST_WORD && !LETTER.test(word)) return [word]
  return (word.match(LETTERS) ?? []).map((part) => Array.from(part).slice(0, LONGEST_WORD).join(''))
}

export function isReadByLetter(word: string) {
  return LETTER.test(word)
}
