import { beginningOf, fitText, isRightToLeft, type Lettering } from '#covers/lettering'
import { MOTIFS } from '#covers/motifs'
import { chances, type Palette, palettesOf } from '#covers/palettes'
import { escape, round } from '#covers/svg'

/** What a cover is drawn from; the same facts always give the same cover. */
interface CoverFacts {
  title: string
  byline: string
  /** What stands for the byline in the choice of the layout: the same in every language. */
  edition?: string
  genre: string
  /** ISO 639 code, for the breaking of lines. */
  language: string | null
}

const [WIDTH, HEIGHT, MARGIN] = [120, 180, 11]
const INSIDE = WIDTH - 2 * MARGIN
const PAPER = { ground: '#f6efdf', ink: '#2b2620' }
const TITLE = { sizes: [25, 22, 19.5, 17, 15, 13.5, 12, 10.5, 9], leading: 1.12 }
const BYLINE = { sizes: [8.5, 7.5, 6.5], leading: 1.25, height: 24 }

interface Words extends Lettering {
  text: string
  attributes: string
}

interface Design {
  title: (height: number, width?: number) => Words
  byline: (width?: number) => Words
  palette: Palette
  motif: (area: { width: number; height: number }) => string
  chance: (limit: number) => number
}

/**
 * An SVG drawing of 120 by 180 units. A genre has its colours, an author a layout, a title its
 * motif: books of one author stand together like an edition.
 */
export function drawCover({ language, edition: given, ...words }: CoverFacts) {
  const [title, byline, genre] = [words.title, words.byline, words.genre].map(beginningOf)
  const edition = beginningOf(given ?? byline)
  const chance = chances(`${title}|${edition}`)
  const palette = palettesOf(genre)[chance(3)]
  const drawMotif = MOTIFS[chance(MOTIFS.length)]
  const layout = LAYOUTS[chances(edition || title)(LAYOUTS.length)]
  const drawing = layout({
    title: (height, width = INSIDE) => ({
      ...fitText(title, { ...TITLE, width, height }),
      text: title,
      attributes: language ? `lang="${escape(language)}"` : '',
    }),
    byline: (width = INSIDE) => ({
      ...fitText(byline, { ...BYLINE, width }),
      text: byline,
      attributes: 'class="cover-sans"',
    }),
    palette,
    motif: (area) => drawMotif(area, palette, chance),
    chance,
  })
  const ground = rect(0, HEIGHT, palette.ground)
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${ground}${drawing.join('')}</svg>`
}

/** Title above, motif below. */
function standing({ palette, motif, ...words }: Design) {
  const [title, byline] = [words.title(66), words.byline()]
  const top = Math.max(92, Math.ceil(title.height + byline.height) + 26)
  return [
    strip(top, HEIGHT - top, motif),
    write(title, palette.ink, { top: 13 }),
    write(byline, palette.ink, { top: 19 + title.height }),
  ]
}

/** Motif above, a sheet of paper with the words below. */
function hanging({ motif, title, byline }: Design) {
  return [
    strip(0, 92, motif),
    rect(92, HEIGHT - 92, PAPER.ground),
    write(title(56), PAPER.ink, { top: 100 }),
    write(byline(), PAPER.ink, { bottom: HEIGHT - 11 }),
  ]
}

/** A label pasted over a cover that is all motif. */
function labelled({ motif, palette, ...words }: Design) {
  const [title, byline] = [words.title(62, INSIDE - 18), words.byline(INSIDE - 18)]
  const height = title.height + byline.height + 26
  const top = 24
  return [
    strip(0, HEIGHT, motif),
    rect(top, height, PAPER.ground, MARGIN),
    frame(top + 2.5, height - 5, palette.first, MARGIN + 2.5, 1),
    write(title, PAPER.ink, { top: top + 9, centred: true }),
    write(byline, PAPER.ink, { bottom: top + height - 9, centred: true }),
  ]
}

/** Hardly more than type and a rule. */
function plain({ palette, motif, chance, title, byline }: Design) {
  return [
    rect(13, 3, chance(2) ? palette.first : palette.second, MARGIN),
    write(title(100), palette.ink, { top: 23 }),
    write(byline(), palette.ink, { bottom: 146 }),
    strip(152, 28, motif),
  ]
}

/** A frame around it all, with an emblem between the words. */
function framed({ palette, motif, title, byline }: Design) {
  const emblem = motif({ width: 120, height: 120 })
  return [
    frame(5, 170, palette.first, 5, 2),
    frame(8.5, 163, palette.second, 8.5, 0.7),
    write(title(58, INSIDE - 8), palette.ink, { top: 18, centred: true }),
    `<svg x="34" y="88" width="52" height="52" viewBox="0 0 120 120">${emblem}</svg>`,
    write(byline(INSIDE - 8), palette.ink, { bottom: 163, centred: true }),
  ]
}

const LAYOUTS = [standing, hanging, labelled, plain, framed]

interface Place {
  top?: number
  bottom?: number
  centred?: boolean
}

function write(words: Words, fill: string, { bottom = 0, centred, ...place }: Place) {
  const { text, lines, size, leading, height, attributes } = words
  const top = place.top ?? bottom - height
  const rightToLeft = isRightToLeft(text)
  const x = centred ? WIDTH / 2 : rightToLeft ? WIDTH - MARGIN : MARGIN
  const anchor = centred ? 'text-anchor="middle"' : ''
  const direction = rightToLeft ? 'direction="rtl"' : ''
  const spans = lines.map((line, index) => {
    const baseline = round(top + (leading * index + 0.9) * size)
    return `<tspan x="${x}" y="${baseline}">${escape(line)}</tspan>`
  })
  return `<text fill="${fill}" font-size="${size}" ${attributes} ${anchor} ${direction}>${spans.join('')}</text>`
}

function rect(y: number, height: number, fill: string, x = 0) {
  return `<rect ${box(y, height, x)} fill="${fill}"/>`
}

function frame(y: number, height: number, colour: string, x: number, width: number) {
  return `<rect ${box(y, height, x)} fill="none" stroke="${colour}" stroke-width="${width}"/>`
}

function box(y: number, height: number, x: number) {
  return `y="${y}" x="${x}" width="${WIDTH - 2 * x}" height="${height}"`
}

function strip(y: number, height: number, motif: Design['motif']) {
  return `<svg y="${y}" width="${WIDTH}" height="${height}">${motif({ width: WIDTH, height })}</svg>`
}
