import { type Warn, withoutControls } from '#import/formats/bounds'
import { isSpoilt } from '#import/formats/isbn'
import { LIST_SEPARATOR } from '#import/reading/json_reader'

const LONGEST_CODE = 64

/** Whether a copy can have it on its label, to be read or typed. */
export function isCode(text: string) {
  const isPlain = text === withoutControls(text).trim() && !/[\n\r\u2063]/.test(text)
  return isPlain && text.length <= LONGEST_CODE && !isSpoilt(text)
}

/** The first code in a cell, as a spreadsheet may have written it: `="0012"`, "12.0". */
export function toCode(cell: string, warn: Warn) {
  const [text] = cell.split(LIST_SEPARATOR)
  const code = text
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^(\d+)\.0+$/, '$1')
  if (isCode(code)) return code || null
  warn(`"${code.slice(0, 40)}" is not a valid copy code and was left out`)
  return null
}
