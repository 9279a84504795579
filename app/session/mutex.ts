const last = new Map<string, Promise<unknown>>()

/** Works of a name take turns here, since in the database each that waits holds a connection. */
export function inTurn<T>(name: string, work: () => Promise<T>) {
  const former = last.get(name)
  const mine = former ? former.then(work, work) : work()
  last.set(name, mine)
  const leave = () => last.get(name) === mine && last.delete(name)
  mine.then(leave, leave)
  return mine
}
