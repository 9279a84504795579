import { foldForSearch, indexWordsOf } from '#search/folding'
import { toSortKey, toSortTitle } from '#catalogue/headings'
import { toIsbn13 } from '#catalogue/isbn'

const LONGEST_QUERY = 200
const MOST_WORDS = 12

const QUOTED_OR_WORD = /["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)/gu
const MARKS = /['’‘ʼ`‐‑-]/u
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’‘ʼ`‐‑-]+[\p{L}\p{N}\p{M}]+)*/gu

/** A word or phrase that a book has to have. */
export interface Word {
  /** As it was typed, folded. */
  text: string
  /** The ways to write it, each as the words of the index that follow each other. */
  forms: string[][]
  /** Quoted words are meant as they stand; others may be the beginning of a word. */
  quoted: boolean
}

export interface ParsedQuery {
  text: string
  words: Word[]
  /** Thirteen digits, where the whole query is an ISBN. */
  isbn: string | null
  /** Whether only the beginning of a longer text counts. */
  cut: boolean
  /** The text as titles are sorted, with and without a leading article. */
  keys: string[]
}

export function readQueryText(input: string) {
  const line = Array.from(
    input
      .toWellFormed()
      .replace(/[\s\p{Cc}\ufffd]+/gu, ' ')
      .trim()
  )
  return {
    text: line.slice(0, LONGEST_QUERY).join('').trim(),
    isCut: line.length > LONGEST_QUERY,
  }
}

/** Reads what a visitor typed. Never throws: what makes no sense has no words. */
export function parseQuery(input: string): ParsedQuery {
  const { text, isCut } = readQueryText(input)
  const isbn = toIsbn13(text.replace(/^\s*isbn(?:-?1[03])?[:\s]*/iu, ''))
  const words = isbn
    ? [{ text: isbn, forms: [[isbn]], quoted: true }]
    : Array.from(text.matchAll(QUOTED_OR_WORD)).flatMap(([, phrase, word]) =>
        phrase === undefined ? wordsOf(word) : phraseOf(phrase)
      )
  const keys = [toSortTitle(text), text].map(toSortKey).filter(Boolean)
  return {
    text,
    words: words.slice(0, MOST_WORDS),
    isbn,
    cut: isCut || words.length > MOST_WORDS,
    keys: [...new Set(keys)],
  }
}

/** The same text, of which no word counts as misspelt or as the beginning of a longer one. */
export function asTyped(text: string) {
  const words = unquoted(text).split(/\s+/)
  return words.map((word) => `"${word}"`).join(' ')
}

/** The text as words that follow each other. */
export function asPhrase(text: string) {
  return `"${unquoted(text)}"`
}

function unquoted(text: string) {
  return text.replace(/["“”„«»]/gu, ' ').trim()
}

export function replaceWords(query: ParsedQuery, replacements: Map<string, string>) {
  return parseQuery(
    query.words
      .map(({ text, quoted }) => replacements.get(text) ?? (quoted ? `"${text}"` : text))
      .join(' ')
  )
}

function wordsOf(chunk: string): Word[] {
  return (foldForSearch(chunk).match(WORD) ?? []).map((word) => ({
    text: word,
    forms: formsOf([word]),
    quoted: false,
  }))
}

function phraseOf(phrase: string): Word[] {
  const words = foldForSearch(phrase).match(WORD)
  return words ? [{ text: words.join(' '), forms: formsOf(words), quoted: true }] : []
}

/** "o'brien" may stand as one word or as two. */
function formsOf(words: string[]) {
  const closed = words.map((word) => word.replace(new RegExp(MARKS, 'gu'), ''))
  const open = words.flatMap((word) => word.split(MARKS).filter(Boolean))
  const forms = closed.length === open.length ? [closed] : [closed, open]
  return forms.map((form) => form.flatMap(indexWordsOf))
}
