// Breaks text into lines that fit a box of a drawing, which has no layout of its own. Widths are
// estimates in hundredths of the font's size, a little too wide rather than too narrow.

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
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const RTL = /[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u
const SCRIPT_WIDTHS: [RegExp, number][] = [
  // Vowel signs of Indian scripts count: a machine without their fonts draws a box for each
  [/\p{Cf}|\p{sc=Inherited}|(?=[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Thai}])\p{M}/u, 0],
  [/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff00-\uff60]/u, 100],
  [/\p{Lu}/u, 78],
  [/[\p{sc=Arabic}\p{sc=Hebrew}]/u, 56],
  [/\p{Extended_Pictographic}/u, 130],
]

const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text in lines, measured in the units of its box. */
export interface Lettering {
  size: number
  lines: string[]
  leading: number
  height: number
}

/** `sizes` are tried from the largest on; `leading`, from line to line, is in font sizes. */
interface Box extends Pick<Lettering, 'leading' | 'height'> {
  width: number
  sizes: number[]
}

/** As much of a text as any cover has room for. */
export function beginningOf(text: string) {
  return text.slice(0, 600).toWellFormed()
}

/** The text in the largest size at which its lines fit; cut off with "…" where none does. */
export function fitText(text: string, { width, height, sizes, leading }: Box): Lettering {
  const pieces = toPieces(beginningOf(text))
  const widest = Math.max(...pieces.map((piece) => piece.width))
  const smallest = sizes.at(-1)!
  let lines: string[] = []
  const size =
    sizes.find((tried) => {
      const limit = (width / tried) * 100
      if (widest > limit && tried !== smallest) return false
      lines = wrap(pieces, limit)
      return lines.length * leading * tried <= height
    }) ?? smallest
  const room = Math.max(1, Math.floor(height / (leading * size)))
  lines = lines.length > room ? cut(lines, room) : balance(lines, pieces, (width / size) * 100)
  return { size, lines, leading, height: lines.length * leading * size }
}

export function isRightToLeft(text: string) {
  return RTL.test(text.match(/\p{L}/u)?.[0] ?? '')
}

/** Width of the text in hundredths of its font size. */
export function widthOf(text: string) {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  // Text may be a little wider than its characters
  return width * 1.03
}

function widthOfCharacter(character: string) {
  let width = WIDTHS.get(character) ?? WIDTHS.get(character.normalize('NFD')[0])
  if (width === undefined) {
    width = SCRIPT_WIDTHS.find(([script]) => script.test(character))?.[1] ?? 64
    WIDTHS.set(character, width)
  }
  return width
}

/** What stays together on a line, and whether a space stands before it. */
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

/** The words of a script without spaces; brackets and marks stay with the word they belong to. */
function toWords(text: string) {
  return Array.from(words.segment(text), ({ segment }) => segment)
    .join(' ')
    .replace(/(?<=[\p{Ps}\p{Pi}]) | (?=[\p{Pe}\p{Pf}\p{Po}\p{Pd}ー])/gu, '')
    .split(' ')
}

function wrap(pieces: Piece[], limit: number) {
  const lines: string[] = []
  let [line, width] = ['', 0]
  for (const piece of pieces) {
    const space = line && piece.spaced ? ' ' : ''
    width += piece.width + (space ? SPACE : 0)
    if (width <= limit) {
      line += space + piece.text
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
  for (const { segment } of graphemes.segment(text)) {
    if (head && widthOf(`${head}${segment}-`) > limit) break
    head += segment
  }
  return head
}

/** The lines as even as they can be without one more, or breaking a word. */
function balance(lines: string[], pieces: Piece[], width: number) {
  const narrowest = Math.max(width * 0.4, ...pieces.map((piece) => piece.width))
  for (let limit = width * 0.95; limit > narrowest; limit *= 0.95) {
    const narrower = wrap(pieces, limit)
    if (narrower.length > lines.length) break
    lines = narrower
  }
  return lines
}

function cut(lines: string[], room: number) {
  const last = Array.from(graphemes.segment(lines[room - 1]), ({ segment }) => segment)
  return [...lines.slice(0, room - 1), `${last.slice(0, -2).join('').trimEnd()}…`]
}
