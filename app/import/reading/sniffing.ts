import { MOST_COLUMNS } from '#import/formats/bounds'
import { isKnownColumn } from '#import/reading/columns'

/** The delimiter that makes the most known columns of the first line, or else the most columns. */
export function sniffDelimiter(text: string) {
  const [header] = text.trimStart().match(/^(?:"(?:[^"]|"")*"|[^\r\n])*/)!
  const line = header.replace(/"(?:[^"]|"")*"/g, (quoted) => quoted.replace(/[,;\t|]/g, ' '))
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const names = line.split(delimiter, MOST_COLUMNS)
    return { delimiter, known: names.filter(isKnownColumn).length, count: names.length }
  })
  scores.sort((a, b) => b.known - a.known || b.count - a.count)
  return scores[0].delimiter
}

/** How the records of JSON stand in the file, by its beginning. */
export function jsonForm(beginning: string) {
  const text = beginning.trimStart()
  if (/^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[[{]/.test(text)) {
    try {
      const values = Object.values(JSON.parse(text.split('\n', 1)[0]))
      return values.every((value) => typeof value === 'object') ? 'keyed' : 'lines'
    } catch {
      return 'keyed'
    }
  }
  return /^\{[^\n]*\}\s*(?:\n\s*\{|$)/.test(text) ? 'lines' : 'array'
}
