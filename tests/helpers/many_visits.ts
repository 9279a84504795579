import type { Visitor } from '#tests/helpers/visitor'

/** Sends the same visitor's visits to the servers in turn, and gives how many were answered. */
export async function visitMany(
  visitor: Visitor,
  origins: string[],
  { total, atOnce, onAnswer }: { total: number; atOnce: number; onAnswer?(answered: number): void }
) {
  let sent = 0
  let answered = 0
  const visitOn = async () => {
    while (sent < total) {
      const origin = origins[sent++ % origins.length]
      try {
        const page = await visitor.visit(`${origin}/`)
        if (page.status !== 200) continue
        answered++
        onAnswer?.(answered)
      } catch {
        return
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, visitOn))
  return answered
}

/** What the home page says: the visits before this one. */
export async function visitsShown(visitor: Visitor, origin: string) {
  const page = await visitor.visit(`${origin}/`)
  return Number(page.text().match(/You have visited this page (\d+) time/)?.[1])
}
