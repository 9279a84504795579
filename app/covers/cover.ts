import { LRUCache } from 'lru-cache'
import { beginningOf, fitText, isRightToLeft, type Lettering } from '#covers/lettering'
import { MOTIFS } from '#covers/motifs'
import { chances, type Palette, palettesOf } from '#covers/palettes'

/** Drawing takes a hundred times as long as looking up what was drawn. */
const DRAWN = new LRUCache({ max: 2_000, memoMethod: (facts: string) => draw(JSON.parse(facts)) })

/** What a cover is drawn from; the same facts always give the same cover. */
interface CoverFacts {
  title: string
  byline: string
  genre: string
  /** ISO 639 code, for the breaking of lines. */
  language: string | null
}

const [WIDTH, HEIGHT, MARGIN] = [120, 180, 11]
const INSIDE = WIDTH - 2 * MARGIN
const PAPER: Palette = { ground: '#f6efdf', ink: '#2b2620', first: '', second: '' }
const TITLE_SIZES = [25, 22, 19.5, 17, 15, 13.5, 12, 10.5, 9]
const BYLINE_SIZES = [8.5, 7.5, 6.5]

/** Draws the motif of the cover, as large as the area. */
type Fill = (area: { width: number; height: number }) => string

interface Design {
  facts: CoverFacts
  palette: Palette
  motif: Fill
  chance: (limit: number) => number
}

/**
 * An SVG drawing of 120 by 180 units. A genre has its colours, an author a
 * layout, a title its motif: books of one author stand together like an edition.
 */
export function drawCover({ title, byline, genre, language }: CoverFacts) {
  const [short, by, of] = [title, byline, genre].map(beginningOf)
  return DRAWN.memo(JSON.stringify({ title: short, byline: by, genre: of, language }))
}

function draw(facts: CoverFacts) {
  const chance = chances(`${facts.title}|${facts.byline}`)
  const palette = palettesOf(facts.genre)[chance(3)]
  const drawMotif = MOTIFS[chance(MOTIFS.length)]
  const layout = LAYOUTS[chances(facts.byline || facts.title)(LAYOUTS.length)]
  const motif: Fill = (area) => drawMotif(area, palette, chance)
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${rect(0, HEIGHT, palette.ground)}${layout({ facts, palette, motif, chance })}</svg>`
}

/** Title above, motif below. */
function standing({ facts, palette, motif }: Design) {
  const title = letterTitle(facts, 66)
  const byline = letterByline(facts, INSIDE)
  const top = Math.max(92, Math.ceil(heightOf(title) + heightOf(byline)) + 22)
  return [
    window(top, HEIGHT - top, motif),
    write(facts, title, palette.ink, { top: 13 }),
    write(facts, byline, palette.ink, { top: 16 + heightOf(title), sans: true }),
  ].join('')
}

/** Motif above, a sheet of paper with the words below. */
function hanging({ facts, motif }: Design) {
  const title = letterTitle(facts, 56)
  return [
    window(0, 92, motif),
    rect(92, HEIGHT - 92, PAPER.ground),
    write(facts, title, PAPER.ink, { top: 100 }),
    write(facts, letterByline(facts, INSIDE), PAPER.ink, { bottom: HEIGHT - 11, sans: true }),
  ].join('')
}

/** Three bands, the words in the middle one. */
function bands({ facts, palette, motif }: Design) {
  const title = letterTitle(facts, 54)
  const byline = letterByline(facts, INSIDE)
  const top = 52 + (76 - heightOf(title) - heightOf(byline) - 5) / 2
  return [
    window(0, 46, motif),
    rect(46, 88, palette.first),
    rect(48, 84, PAPER.ground),
    write(facts, title, PAPER.ink, { top, centred: true }),
    write(facts, byline, PAPER.ink, {
      top: top + heightOf(title) + 5,
      centred: true,
      sans: true,
    }),
  ].join('')
}

/** A label pasted over a cover that is all motif. */
function labelled({ facts, motif, palette }: Design) {
  const title = letterTitle(facts, 62, INSIDE - 18)
  const byline = letterByline(facts, INSIDE - 18)
  const height = heightOf(title) + heightOf(byline) + 23
  const top = 24
  return [
    window(0, HEIGHT, motif),
    `<rect x="11" y="${top}" width="98" height="${height}" fill="${PAPER.ground}"/>`,
    `<rect x="13.5" y="${top + 2.5}" width="93" height="${height - 5}" fill="none" stroke="${palette.first}"/>`,
    write(facts, title, PAPER.ink, { top: top + 9, centred: true }),
    write(facts, byline, PAPER.ink, { bottom: top + height - 9, centred: true, sans: true }),
  ].join('')
}

/** Hardly more than type and a rule. */
function plain({ facts, palette, motif, chance }: Design) {
  const title = letterTitle(facts, 100)
  const byline = letterByline(facts, INSIDE)
  const mark = chance(2) ? palette.first : palette.second
  return [
    `<rect x="11" y="13" width="98" height="3" fill="${mark}"/>`,
    write(facts, title, palette.ink, { top: 23 }),
    write(facts, byline, palette.ink, { bottom: 146, sans: true }),
    window(152, 28, motif),
  ].join('')
}

/** A frame around it all, with an emblem between the words. */
function framed({ facts, palette, motif }: Design) {
  const title = letterTitle(facts, 58, INSIDE - 8)
  const byline = letterByline(facts, INSIDE - 8)
  return [
    `<rect x="5" y="5" width="110" height="170" fill="none" stroke="${palette.first}" stroke-width="2"/>`,
    `<rect x="8.5" y="8.5" width="103" height="163" fill="none" stroke="${palette.second}" stroke-width=".7"/>`,
    write(facts, title, palette.ink, { top: 18, centred: true }),
    `<svg x="34" y="88" width="52" height="52" viewBox="0 0 120 120"><g>${motif({ width: 120, height: 120 })}</g></svg>`,
    write(facts, byline, palette.ink, { bottom: 163, centred: true, sans: true }),
  ].join('')
}

const LAYOUTS = [standing, hanging, bands, labelled, plain, framed]

function letterTitle({ title }: CoverFacts, height: number, width = INSIDE) {
  return fitText(title, { width, height, sizes: TITLE_SIZES, leading: 1.12 })
}

function letterByline({ byline }: CoverFacts, width: number) {
  return fitText(byline, { width, height: 24, sizes: BYLINE_SIZES, leading: 1.25 })
}

interface Place {
  top?: number
  bottom?: number
  centred?: boolean
  sans?: boolean
}

function write(facts: CoverFacts, { lines, size }: Lettering, fill: string, place: Place) {
  if (lines.length === 0) return ''
  const text = place.sans ? facts.byline : facts.title
  const leading = size * (place.sans ? 1.25 : 1.12)
  const top = place.top ?? place.bottom! - leading * lines.length
  const rightToLeft = isRightToLeft(text)
  const x = place.centred ? WIDTH / 2 : rightToLeft ? WIDTH - MARGIN : MARGIN
  const attributes = [
    place.sans && 'class="cover-sans"',
    `fill="${fill}"`,
    `font-size="${size}"`,
    place.centred && 'text-anchor="middle"',
    rightToLeft && 'direction="rtl"',
    facts.language && !place.sans && `lang="${escape(facts.language)}"`,
  ]
  const spans = lines.map(
    (line, index) =>
      `<tspan x="${x}" y="${Math.round((top + leading * index + size * 0.9) * 10) / 10}">${escape(line.trim())}</tspan>`
  )
  return `<text ${attributes.filter(Boolean).join(' ')}>${spans.join('')}</text>`
}

function heightOf({ lines, size }: Lettering) {
  return lines.length * size * 1.18
}

function rect(y: number, height: number, fill: string) {
  return `<rect y="${y}" width="${WIDTH}" height="${height}" fill="${fill}"/>`
}

/** A strip of the cover, as wide as it, that cuts off what it shows. */
function window(y: number, height: number, motif: Fill) {
  return `<svg y="${y}" width="${WIDTH}" height="${height}">${motif({ width: WIDTH, height })}</svg>`
}

function escape(text: string) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
