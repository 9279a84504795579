import { toSortKey } from '#catalogue/headings'
import { dialect } from '#search/dialect'
import { isReadByLetter } from '#search/folding'
import type { ParsedQuery } from '#search/query'

/** How well an entry fits: above all the title typed, then words in title and names, and copies. */
export function scoreOf({ keys, words }: ParsedQuery) {
  const { position } = dialect
  const bindings: Record<string, string | number> = {}
  const parts = keys.map((key, index) => {
    bindings[`key${index}`] = ` ${key}`
    return `case
      when substr(title_key, 1, length(:key${index})) <> :key${index} then 0
      when length(title_key) = length(:key${index}) + 1 then 52
      when substr(title_key, length(:key${index}) + 1, 1) = ' ' then 12
      else 6 end`
  })
  for (const [index, word] of words.entries()) {
    const isSplit = isReadByLetter(word.text)
    const key = toSortKey(word.forms[0].join(isSplit ? '' : ' '))
    if (!key) continue
    const isIn = (name: string) =>
      `${position}(title_key, :${name}) > 0 or ${position}(people_key, :${name}) > 0`
    bindings[`beginning${index}`] = isSplit ? key : ` ${key}`
    bindings[`whole${index}`] = isSplit ? key : ` ${key} `
    bindings[`weight${index}`] = Math.min(2, 0.5 + word.text.length / 8)
    parts.push(
      `cast(:weight${index} as real) * case
        when ${isIn(`whole${index}`)} then 7
        when ${isIn(`beginning${index}`)} then 4
        else 0 end`
    )
  }
  parts.push(
    'ln(1 + copies) - case when length(title_key) < 60 then length(title_key) / 20 else 3 end * 0.5'
  )
  return { sql: parts.join(' + '), bindings }
}
