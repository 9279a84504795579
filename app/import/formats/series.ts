/** "2", "2.5", "1-3", "1-4 + 3.5". */
const NUMBERS = String.raw`\d{1,4}(?:\.\d+)?(?:\s?[-–+]\s?\d{1,4}(?:\.\d+)?)*`
const WORDS = String.raw`#|\b(?:volume|vol\.?|band|bd\.?|tome|tomo|nr\.?|no\.)(?=[\s\d])|n[°º]`

/** "Earthsea Cycle, #2", "Earthsea (Vol. 2)", "Reihe ; Bd. 2"; behind a semicolon further series. */
const WITH_VOLUME = new RegExp(
  String.raw`^([^#;]+?)\s*(?:[,;:([–-]?\s*(?:${WORDS})\s?|[;([]\s?)(${NUMBERS})[)\]]?\s*(?:;\s*(.+))?$`,
  'i'
)
/** "The Tombs of Atuan (Earthsea Cycle, #2)", as Goodreads writes titles. */
const TITLE = /^(.*\S)\s+\(([^()]*#\s?\d[^()]*)\)$/
const VOLUME = new RegExp(String.raw`^(?:${WORDS})\s*(?=\d)`, 'i')

/** What tells a series, its volume and whatever follows apart; none where there is no volume. */
export function splitSeries(text: string) {
  const [, series, volume, rest] = text.match(WITH_VOLUME) ?? []
  return series === undefined ? undefined : { series, volume: toVolume(volume), rest }
}

/** What a title has in brackets of a series. */
export function splitTitle(text: string) {
  const [, title, statement] = text.match(TITLE) ?? []
  return title === undefined ? undefined : { title, statement }
}

/** "2" however it is written: "2.0", "Vol. 2", "#2". */
export function toVolume(text: string) {
  return text.replace(VOLUME, '').replace(/^(\d+)\.0+$/, '$1')
}
