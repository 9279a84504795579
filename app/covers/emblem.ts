import { type Outline, outline } from '#covers/glyphs'
import { fitText, isRightToLeft } from '#covers/lettering'
import { drawSpines } from '#covers/spines'
import { path } from '#covers/svg'

/** What a library is drawn from: `colour` is the ground, of which paper stands out. */
export interface Emblem {
  name: string
  line: string | null
  colour: string
}

const PAPER = '#fbf8f1'
const [WIDTH, HEIGHT, MARGIN] = [1200, 630, 90]

/** Books on a shelf, in 26 by 26 units; components/layout.edge has it before the name too. */
const BOOKS = 'M2 4h5v18H2zM8.5 7h4v15h-4zM14 5.4l4.4-1.2 4.6 17-4.4 1.2zM1 23h24v2H1z'

/** The first letter of the library's name on its colour, of 32 by 32 units. */
export async function drawIcon({ name, colour }: Emblem) {
  const initial = name.match(/[\p{L}\p{N}]\p{M}*/u)?.[0].toLocaleUpperCase() ?? ''
  const letter = initial ? await outline(initial, 24) : null
  const mark = letter
    ? placed(letter.d, centred(letter))
    : placed(BOOKS, 'translate(5 3.5) scale(.85)')
  return svg(32, 32, `<rect width="32" height="32" rx="7" fill="${colour}"/>${mark}`)
}

/** What stands beside a link to the library: its name and line above a shelf, of 1200 by 630 units. */
export async function drawShared({ name, line, colour }: Emblem) {
  const title = await written(name, { sizes: [112, 96, 80, 68], leading: 1.15, height: 270 }, 56)
  const below = await written(
    line ?? '',
    { sizes: [38, 32], leading: 1.3, height: 84 },
    title.end + 16
  )
  const words = title.drawing
    ? title.drawing + below.drawing
    : placed(BOOKS, 'translate(457 70) scale(11)')
  const shelf = [0, 1].map((half) =>
    drawSpines(`${name}${half}`, 10_000).replace(
      '<svg ',
      `<svg x="${MARGIN + half * 520}" y="424" width="554" height="180" `
    )
  )
  const board = `<rect y="604" width="${WIDTH}" height="26" fill="#c8b28a"/>`
  const ground = `<rect width="${WIDTH}" height="${HEIGHT}" fill="${colour}"/>`
  return svg(WIDTH, HEIGHT, ground + words + shelf.join('') + board)
}

type Box = Pick<Parameters<typeof fitText>[1], 'sizes' | 'leading' | 'height'>

/** A text in lines from `top` to `end`, without pictures; no drawing where a letter cannot be drawn. */
async function written(text: string, box: Box, top: number) {
  const plain = text.replace(/[\p{Extended_Pictographic}\p{Cf}]/gu, '').trim()
  const nothing = { drawing: '', end: top }
  if (!plain) return nothing
  const { lines, size, leading, height } = fitText(plain, { ...box, width: WIDTH - 2 * MARGIN })
  const drawn = await Promise.all(lines.map((line) => outline(line, size)))
  if (drawn.includes(null)) return nothing
  const drawing = drawn.map((line, index) => {
    const x = isRightToLeft(plain) ? WIDTH - MARGIN - line!.width : MARGIN
    return placed(line!.d, `translate(${x} ${top + (index * leading + 0.8) * size})`)
  })
  return { drawing: drawing.join(''), end: top + height }
}

/** In the middle of the icon, whatever is above and below the base line. */
function centred({ width, top, bottom }: Outline) {
  return `translate(${16 - width / 2} ${16 - (top + bottom) / 2})`
}

function placed(d: string, transform: string) {
  return `<g transform="${transform}">${path(d, PAPER)}</g>`
}

function svg(width: number, height: number, drawing: string) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawing}</svg>`
}
