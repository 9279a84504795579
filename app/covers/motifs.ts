import type { Palette } from '#covers/palettes'
import { disc, mosaic, path, round, stroke } from '#covers/svg'

interface Area {
  width: number
  height: number
}

type Motif = (area: Area, palette: Palette, chance: (limit: number) => number) => string

const tiles: Motif = (area, { first, second, ink }, chance) => {
  const size = area.width / 4
  const colours = [first, second, first, ink, second]
  return mosaic(
    cells(area, 4).map(({ x, y }) => {
      const shapes = [
        `M${x} ${y}h${size}a${size} ${size} 0 0 1-${size} ${size}z`,
        `M${x + size} ${y}v${size}a${size} ${size} 0 0 1-${size}-${size}z`,
        `M${x} ${y + size}v-${size}a${size} ${size} 0 0 1 ${size} ${size}z`,
        `M${x} ${y + size}a${size} ${size} 0 0 1 ${size}-${size}v${size}z`,
        `M${x} ${y}l${size} ${size}h-${size}z`,
        '',
      ]
      const shape = shapes[chance(6)]
      return [colours[chance(5)], shape]
    })
  )
}

const waves: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [length, swell] = [[20, 30, 40][chance(3)], 4 + chance(5)]
  const crests = `q${length / 2}-${swell * 2} ${length} 0`.repeat(Math.ceil(width / length) + 1)
  const gap = 11 + chance(5)
  return Array.from({ length: Math.ceil(height / gap) }, (_, row) => {
    const from = `M${row % 2 ? -length / 2 : 0} ${(row + 1) * gap}`
    return stroke(from + crests, [first, second, first, ink][row % 4], row % 4 === 3 ? 1.5 : 4)
  }).join('')
}

const beads: Motif = (area, { first, second, ink }, chance) => {
  const columns = 5 + chance(3)
  const half = area.width / columns / 2
  const beadAt = ({ x, y }: Cell) => {
    const radius = half * [0.35, 0.55, 0.75, 0.9][chance(4)]
    return disc(x + half, y + half, radius, [first, first, second, ink][chance(4)])
  }
  const isInside = ({ y }: Cell) => y + half < area.height
  return cells(area, columns).filter(isInside).map(beadAt).join('')
}

const leaves: Motif = (area, { first, second, ink }, chance) => {
  const columns = 3 + chance(2)
  const [size, lean] = [area.width / columns, chance(2)]
  const leafAt = ({ row, column, x, y }: Cell): [string, string] => [
    chance(3) ? first : second,
    (row + column + lean) % 2
      ? `M${x} ${y + size}q0-${size} ${size}-${size}q0 ${size}-${size} ${size}`
      : `M${x} ${y}q${size} 0 ${size} ${size}q-${size} 0-${size}-${size}`,
  ]
  const berry = disc(size * (1 + chance(columns - 1)), size, 5, ink)
  return mosaic(cells(area, columns).map(leafAt)) + berry
}

const rays: Motif = ({ width, height }, { first, second, ink }, chance) => {
  const [x, y, count] = [width / 2, height, 9 + 2 * chance(4)]
  const reach = width + height
  const edgeAt = (ray: number) => {
    const angle = Math.PI * (1 + ray / count)
    return `L${round(x + reach * Math.cos(angle))} ${round(y + reach * Math.sin(angle))}`
  }
  let beams = ''
  for (let ray = 0; ray < count; ray += 2) beams += `M${x} ${y}${edgeAt(ray)}${edgeAt(ray + 1)}z`
  const radius = 20 + chance(14)
  return path(beams, first) + disc(x, y, radius + 7, second) + disc(x, y, radius, ink)
}

type Cell = ReturnType<typeof cells>[number]

/** Squares in so many columns, and in as many rows as cover the area. */
function cells({ width, height }: Area, columns: number) {
  const size = width / columns
  return Array.from({ length: columns * Math.ceil(height / size) }, (_, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns]
    return { row, column, x: column * size, y: row * size }
  })
}

export const MOTIFS = [tiles, waves, beads, leaves, rays]
