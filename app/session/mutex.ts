const last = new Map<string, Promise<unknown>>()

/**
 * Does one work of a name after the other, in the order in which they came. Here they wait for
 * each other, and not in the database, where each would hold a connection.
 */
export function inTurn<T>(name: string, work: () => Promise<T>) {
  const former = last.get(name)
  const mine = former ? former.then(work, work) : work()
  last.set(name, mine)
  const leave = () => last.get(name) === mine && last.delete(name)
  mine.then(leave, leave)
  return mine
}
