import { MOST_COLUMNS } from '#import/formats/bounds'
import { isKnownColumn } from '#import/reading/columns'

/** The delimiter that makes the most known columns of the first line, or else the most columns. */
export function sniffDelimiter(text: string) {
  const header = text.replace(/^\s+/, '').match(/^(?:"(?:[^"]|"")*"|[^\r\n])*/)![0]
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const names = splitOutsideQuotes(header, delimiter).slice(0, MOST_COLUMNS)
    return { delimiter, known: names.filter(isKnownColumn).length, count: names.length }
  })
  scores.sort((a, b) => b.known - a.known || b.count - a.count)
  return scores[0].delimiter
}

function splitOutsideQuotes(line: string, delimiter: string) {
  const names = ['']
  for (const [part] of line.matchAll(/"(?:[^"]|"")*"|./gs)) {
    if (part === delimiter) names.push('')
    else names[names.length - 1] += part
  }
  return names
}

/** How the records of JSON stand in the file, by its beginning. */
export function jsonForm(beginning: string) {
  const text = beginning.trimStart()
  if (text.startsWith('[')) return 'array'
  if (/^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[[{]/.test(text)) {
    try {
      const line = JSON.parse(text.split('\n', 1)[0])
      const values: unknown[] = Object.values(line)
      return values.every((value) => typeof value === 'object') ? 'keyed' : 'lines'
    } catch {
      return 'keyed'
    }
  }
  return /^\{[^\n]*\}\s*(?:\n\s*\{|$)/.test(text) ? 'lines' : 'array'
}
