import { createRequire } from 'node:module'
import type { Font } from 'fontkit'
import { isRightToLeft } from '#covers/lettering'

/** Each has the letters of a script; the first is for what several have, such as spaces. */
const FILES = [
  ...['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic', 'cyrillic-ext'].map(
    (script) => `@fontsource/brygada-1918/files/brygada-1918-${script}-500-normal.woff`
  ),
  '@fontsource/amiri/files/amiri-arabic-400-normal.woff',
]

const { resolve } = createRequire(import.meta.url)
let fonts: Font[] | undefined

/** A text as a path of SVG from 0 on along the base line at 0, above which numbers are negative. */
export interface Outline {
  d: string
  width: number
  top: number
  bottom: number
}

/** A picture shows the same on every machine: it takes no font of it. Read when first asked for. */
async function readFonts() {
  const { open } = await import('fontkit')
  return Promise.all(FILES.map((file) => open(resolve(file)) as Promise<Font>))
}

/** The outline of one line of text; null where no font has one of its characters. */
export async function outline(text: string, size: number): Promise<Outline | null> {
  fonts ??= await readFonts()
  const runs: { font: Font; text: string }[] = []
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0)!
    const last = runs.at(-1)
    const font = [...(last ? [last.font] : []), ...fonts].find((known) =>
      known.hasGlyphForCodePoint(code)
    )
    if (!font) return null
    if (font === last?.font) last.text += character
    else runs.push({ font, text: character })
  }

  const outlined: Outline = { d: '', width: 0, top: 0, bottom: -Infinity }
  for (const run of isRightToLeft(text) ? runs.toReversed() : runs) {
    const { glyphs, positions } = run.font.layout(run.text)
    const scale = size / run.font.unitsPerEm
    glyphs.forEach(({ path }, index) => {
      const { xOffset, yOffset, xAdvance } = positions[index]
      const placed = path
        .scale(scale, -scale)
        .translate(outlined.width + xOffset * scale, -yOffset * scale)
      outlined.d += placed.toSVG()
      outlined.top = Math.min(outlined.top, placed.bbox.minY)
      outlined.bottom = Math.max(outlined.bottom, placed.bbox.maxY)
      outlined.width += xAdvance * scale
    })
  }
  return outlined
}
