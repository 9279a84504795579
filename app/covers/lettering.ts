/**
 * Breaks text into lines that fit a box of a drawing, which has no layout of
 * its own. Widths are estimates, in hundredths of the font's size, a little too
 * wide rather than too narrow.
 */

const LATIN_WIDTHS = Object.entries({
  22: ` !,.:;'|·’‘`,
  33: `()[]{}"-°ijlftI“”`,
  42: `rstJ1_/\\–`,
  52: `acevxyz?*+<=>^~3578$SLF`,
  62: `bdghknopquEZTP02469B…«»ß`,
  72: `ACDGHKNOQRUVXY#&`,
  94: `mwMW%@æœÆŒ—`,
}).flatMap(([width, letters]) => [...letters].map((letter) => [letter, Number(width)] as const))
const WIDTHS = new Map(LATIN_WIDTHS)
const SPACE = 23

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const SCRIPT_WIDTHS: [RegExp, number][] = [
  // Vowel signs of Indian scripts count: a machine without their fonts draws a box for each
  [/\p{Cf}|\p{Script=Inherited}|(?=[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}])\p{M}/u, 0],
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u,
    100,
  ],
  [/\p{Lu}/u, 78],
  [/[\p{Script=Arabic}\p{Script=Hebrew}]/u, 56],
  [/\p{Extended_Pictographic}/u, 130],
]

const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export interface Lettering {
  size: number
  lines: string[]
}

interface Box {
  width: number
  height: number
  /** Font sizes to try, the largest first. */
  sizes: number[]
  /** Distance of the lines, in font sizes. */
  leading: number
}

/** More letters than any cover has room for. */
const MOST_LETTERS = 600

/** As much of a text as can matter to a drawing. */
export function beginningOf(text: string) {
  return text.slice(0, MOST_LETTERS).toWellFormed()
}

/** The text in the largest of the sizes at which its lines fit the box; cut off with "…" where none does. */
export function fitText(text: string, box: Box): Lettering {
  const pieces = toPieces(beginningOf(text))
  const widest = Math.max(...pieces.map((piece) => piece.width))
  for (const size of box.sizes) {
    const width = (box.width / size) * 100
    if (widest > width) continue
    const { length } = wrap(pieces, width)
    if (length * box.leading * size <= box.height) {
      return { size, lines: balance(pieces, width, length) }
    }
  }
  const size = box.sizes.at(-1)!
  const room = Math.max(1, Math.floor(box.height / (box.leading * size)))
  const lines = wrap(pieces, (box.width / size) * 100)
  if (lines.length > room) {
    const last = [...graphemes.segment(lines[room - 1])].map(({ segment }) => segment)
    lines.splice(room - 1, lines.length, `${last.slice(0, -2).join('').trimEnd()}…`)
  }
  return { size, lines }
}

/** Whether the text begins in a script that is written from right to left. */
export function isRightToLeft(text: string) {
  return RTL.test(text.match(/\p{L}/u)?.[0] ?? '')
}

/** How much wider than the estimate of its characters a text may be. */
const MARGIN = 1.03

/** Width of the text in hundredths of its font size. */
export function widthOf(text: string) {
  return estimateOf(text) * MARGIN
}

function estimateOf(text: string) {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

function widthOfCharacter(character: string) {
  let width = WIDTHS.get(character) ?? WIDTHS.get(character.normalize('NFD')[0])
  if (width === undefined) {
    width = SCRIPT_WIDTHS.find(([script]) => script.test(character))?.[1] ?? 64
    WIDTHS.set(character, width)
  }
  return width
}

/** What stays together on a line. */
interface Piece {
  text: string
  width: number
  spaced: boolean
}

function toPieces(text: string): Piece[] {
  return text
    .trim()
    .split(/\s+/u)
    .flatMap((word) => {
      const parts = UNSPACED.test(word) ? toWords(word) : word.split(/(?<=\p{L}{3}-)/u)
      return parts.map((part, at) => ({ text: part, width: widthOf(part), spaced: at === 0 }))
    })
}

function toWords(text: string) {
  const parts: string[] = []
  let opening = ''
  for (const { segment } of words.segment(text)) {
    if (/^[\p{Ps}\p{Pi}]+$/u.test(segment)) {
      opening += segment
    } else if (/^[\p{P}ー]+$/u.test(segment) && parts.length > 0 && opening === '') {
      parts[parts.length - 1] += segment
    } else {
      parts.push(opening + segment)
      opening = ''
    }
  }
  return opening ? [...parts, opening] : parts
}

function wrap(pieces: Piece[], limit: number) {
  const lines: string[] = []
  let [line, width] = ['', 0]
  for (const piece of pieces) {
    const space = piece.spaced && line ? SPACE : 0
    if (width + space + piece.width <= limit) {
      line += (space ? ' ' : '') + piece.text
      width += space + piece.width
      continue
    }
    if (line) lines.push(line)
    ;[line, width] = [piece.text, piece.width]
    while (width > limit) {
      const head = headOf(line, limit)
      lines.push(/\p{Script=Latin}$/u.test(head) ? `${head}-` : head)
      line = line.slice(head.length)
      width = widthOf(line)
    }
  }
  return line ? [...lines, line] : lines
}

/** As many characters as fit beside a hyphen; one at least. */
function headOf(text: string, limit: number) {
  let head = ''
  let width = estimateOf('-')
  for (const { segment } of graphemes.segment(text)) {
    width += estimateOf(segment)
    if (head && width * MARGIN > limit) break
    head += segment
  }
  return head
}

/** The same number of lines, as even as they can be without breaking a word. */
function balance(pieces: Piece[], width: number, count: number) {
  const widest = Math.max(...pieces.map((piece) => piece.width))
  let lines = wrap(pieces, width)
  for (let narrower = width * 0.95; narrower > width * 0.4; narrower *= 0.95) {
    if (count < 2 || widest > narrower) break
    const next = wrap(pieces, narrower)
    if (next.length > count) break
    lines = next
  }
  return lines
}
