/** How a model reads and writes a column whose text is JSON. */
export const JSON_COLUMN = {
  consume: (text: string | null) => (text === null ? null : JSON.parse(text)),
  prepare: (value: unknown) =>
    value === null || value === undefined ? null : JSON.stringify(value),
}
