/** What a column can hold, as --map says it. */
export const FIELDS = [
  ...(['title', 'subtitle', 'authors', 'author_sort', 'more_authors', 'summary'] as const),
  ...(['isbn', 'year', 'publisher', 'language', 'genres', 'quantity', 'status'] as const),
  ...(['imprint', 'added', 'not_owned'] as const),
]

export type Field = (typeof FIELDS)[number]

/** A column's name, with what its cells mean where that is not what they say. */
export type Column = string | [name: string, meaning: (cell: string) => string]

/** The columns that a program writes, for each field the most telling first. */
export type Program = Partial<Record<Field, Column[]>>
