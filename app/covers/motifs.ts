import type { Palette } from '#covers/palettes'

type Chance = (limit: number) => number

/** What a motif fills: from the top left corner of its own drawing. */
interface Area {
  width: number
  height: number
}

type Motif = (area: Area, palette: Palette, chance: Chance) => string

const path = (d: string, fill: string) => (d ? `<path d="${d}" fill="${fill}"/>` : '')
const stroke = (d: string, colour: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"/>`
const disc = (x: number, y: number, radius: number, fill: string) =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`

const rings: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [x, y] = [[0, width / 2, width][chance(3)], chance(2) ? height : height * 0.55]
  const step = 9 + chance(5)
  const colours = chance(2) ? [first, second] : [second, first]
  return [7, 6, 5, 4, 3, 2, 1]
    .map((ring) => disc(x, y, ring * step, ring === 1 ? ink : colours[ring % 2]))
    .join('')
}

const tiles: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const size = width / 4
  const paths: Record<string, string> = { [first]: '', [second]: '', [ink]: '' }
  const colours = [first, second, first, ink, second]
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      const shape = [
        `M${x} ${y}h${size}a${size} ${size} 0 0 1-${size} ${size}z`,
        `M${x + size} ${y}v${size}a${size} ${size} 0 0 1-${size}-${size}z`,
        `M${x} ${y + size}v-${size}a${size} ${size} 0 0 1 ${size} ${size}z`,
        `M${x} ${y + size}a${size} ${size} 0 0 1 ${size}-${size}v${size}z`,
        `M${x} ${y}l${size} ${size}h-${size}z`,
        '',
      ][chance(6)]
      paths[colours[chance(5)]] += shape
    }
  }
  return Object.entries(paths)
    .map(([fill, d]) => path(d, fill))
    .join('')
}

const waves: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [length, swell] = [[20, 30, 40][chance(3)], 4 + chance(5)]
  const crests = `q${length / 2}-${swell * 2} ${length} 0`.padEnd(1)
  const count = Math.ceil(width / length) + 1
  const gap = 11 + chance(5)
  return Array.from({ length: Math.ceil(height / gap) }, (_, row) => {
    const from = `M${row % 2 ? -length / 2 : 0} ${(row + 1) * gap}`
    const colour = [first, second, first, ink][row % 4]
    return stroke(from + crests.repeat(count), colour, row % 4 === 3 ? 1.5 : 4)
  }).join('')
}

const hills: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [x, radius] = [25 + chance(70), 14 + chance(12)]
  const [left, right] = [height * 0.5 + chance(18), height * 0.5 + chance(24)]
  const ground = `V${height}H0z`
  return [
    disc(x, height * 0.4, radius, first),
    path(
      `M0 ${left}Q${width * 0.3} ${left - 26} ${width * 0.6} ${right}T${width} ${left}${ground}`,
      second
    ),
    path(`M0 ${right + 16}Q${width * 0.5} ${right - 12} ${width} ${right + 22}${ground}`, ink),
  ].join('')
}

const chevrons: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [size, gap] = [[width / 6, width / 4, width / 2][chance(3)], 13 + chance(6)]
  const line = `l${size} ${size * 0.7}l${size}-${size * 0.7}`.repeat(Math.ceil(width / size / 2))
  return Array.from({ length: Math.ceil(height / gap) + 1 }, (_, row) =>
    stroke(`M0 ${row * gap - 4}${line}`, [first, second, ink][row % 3], row % 3 === 2 ? 2 : 6)
  ).join('')
}

const beads: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const columns = 5 + chance(3)
  const step = width / columns
  const shown = [first, first, second, ink]
  let drawing = ''
  for (let y = step / 2; y < height; y += step) {
    for (let column = 0; column < columns; column++) {
      const radius = (step / 2) * [0.35, 0.55, 0.75, 0.9][chance(4)]
      drawing += disc(round((column + 0.5) * step), round(y), round(radius), shown[chance(4)])
    }
  }
  return drawing
}

const leaves: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const columns = 3 + chance(2)
  const size = width / columns
  const half = size / 2
  const paths: Record<string, string> = { [first]: '', [second]: '' }
  const lean = chance(2)
  for (let row = 0; row * size < height; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [round(column * size), round(row * size)]
      const [a, b] = [round(size), round(half)]
      const rising = (row + column + lean) % 2
      paths[chance(3) ? first : second] += rising
        ? `M${x} ${y + a}q0-${a} ${a}-${a}q0 ${a}-${a} ${a}`
        : `M${x} ${y}q${a} 0 ${a} ${a}q-${a} 0-${a}-${a}`
      if (chance(5) === 0) paths[second] += `M${x + b} ${y}l4 4-4 4-4-4z`
    }
  }
  const drawing = Object.entries(paths).map(([fill, d]) => path(d, fill))
  return drawing.join('') + disc(round(size * (1 + chance(columns - 1))), round(size), 5, ink)
}

const rays: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [x, y, count] = [width / 2, height, 9 + 2 * chance(4)]
  const reach = width + height
  let beams = ''
  for (let ray = 0; ray < count; ray += 2) {
    const [from, to] = [ray, ray + 1].map((at) => Math.PI * (1 + at / count))
    const points = [from, to].map((angle) =>
      [x + reach * Math.cos(angle), y + reach * Math.sin(angle)].map(round).join(' ')
    )
    beams += `M${x} ${y}L${points.join('L')}z`
  }
  const radius = 20 + chance(14)
  return path(beams, first) + disc(x, y, radius + 7, second) + disc(x, y, radius, ink)
}

function round(value: number) {
  return Math.round(value * 10) / 10
}

export const MOTIFS = [rings, tiles, waves, hills, chevrons, beads, leaves, rays]
