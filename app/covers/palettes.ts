import { createHash } from 'node:crypto'

export interface Palette {
  ground: string
  /** Reads on the ground. */
  ink: string
  first: string
  second: string
}

/** In order of hue, so that neighbours go together. */
const PALETTES: Palette[] = [
  { ground: '#7a2230', ink: '#fbeee2', first: '#d9663f', second: '#f2b880' },
  { ground: '#a94029', ink: '#fff4e6', first: '#f2c14e', second: '#5e1f1d' },
  { ground: '#e0a93b', ink: '#2a1d0a', first: '#a94029', second: '#fff1cf' },
  { ground: '#efe3c8', ink: '#2b2419', first: '#c4552f', second: '#2f5d62' },
  { ground: '#59612f', ink: '#fbf6df', first: '#d8b24a', second: '#2f3a1f' },
  { ground: '#1f4d40', ink: '#f3efe0', first: '#e0a93b', second: '#7fb39a' },
  { ground: '#1c5f6b', ink: '#f1f6ee', first: '#f0b67f', second: '#8fc7c4' },
  { ground: '#cfe0e3', ink: '#16303a', first: '#2e6f8e', second: '#e2725b' },
  { ground: '#1d2f52', ink: '#f2ede2', first: '#e2725b', second: '#8fb0d3' },
  { ground: '#26282c', ink: '#f2efe6', first: '#d9b44a', second: '#8a9299' },
  { ground: '#4b2a4f', ink: '#f7ecec', first: '#d98aa0', second: '#e8b04b' },
  { ground: '#f0cfc6', ink: '#3a1a24', first: '#b0413e', second: '#3f6c6b' },
]

export function palettesOf(genre: string) {
  const start = chances(genre)(PALETTES.length)
  return [0, 1, 2].map((step) => PALETTES[(start + step) % PALETTES.length])
}

/** Numbers that follow from a text alone: each call gives the next below `limit`, at most 256. */
export function chances(text: string) {
  const bytes = createHash('shake256', { outputLength: 256 }).update(text).digest()
  let place = 0
  return (limit: number) => bytes[place++ % bytes.length] % limit
}
