export const path = (d: string, fill: string) => `<path d="${d}" fill="${fill}"/>`

export const stroke = (d: string, colour: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"/>`

export const disc = (x: number, y: number, radius: number, fill: string) =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}"/>`

/** Many shapes of few colours, `[fill, d]`: all of a colour are one path. */
export function mosaic(shapes: [string, string][]) {
  const paths = new Map<string, string>()
  for (const [fill, d] of shapes) paths.set(fill, (paths.get(fill) ?? '') + d)
  return Array.from(paths, ([fill, d]) => path(d, fill)).join('')
}

export function round(value: number) {
  return Math.round(value * 10) / 10
}

export function escape(text: string) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
