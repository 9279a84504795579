import { chances, palettesOf } from '#covers/palettes'
import { mosaic } from '#covers/svg'

const [WIDTH, HEIGHT] = [160, 52]

/** An SVG drawing of 160 by 52 units: backs of books in the colours of their genre. */
export function drawSpines(genre: string, books: number) {
  const chance = chances(genre)
  const colours = palettesOf(genre).flatMap(({ ground, first, second }) => [ground, first, second])
  const shapes: [string, string][] = []
  let x = 0
  for (let left = Math.min(books, Math.ceil(3 + 2 * Math.log2(books || 1))); left > 0; left--) {
    const [width, height] = [6 + chance(8), 30 + chance(21)]
    if (x + width > WIDTH) break
    const [ground, band] = [chance(colours.length), 1 + chance(colours.length - 1)]
    const top = HEIGHT - height
    const title = top + 5 + chance(6)
    const thickness = 2 + chance(2) * (height - 22)
    shapes.push(
      [colours[ground], `M${x} ${top}h${width}v${height}h-${width}z`],
      [colours[(ground + band) % colours.length], `M${x} ${title}h${width}v${thickness}h-${width}z`]
    )
    x += width + (chance(4) ? 0.5 : 1)
  }
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${mosaic(shapes)}</svg>`
}
