import type { Session } from '@adonisjs/session'
import { now } from '#clock'
import Member from '#models/member'

const KEY = 'desk'

/** After so long without use nobody is at the desk any more, in milliseconds. */
const IDLE = 5 * 60_000

/** Who stands at the desk that this browser is: the member whose card was scanned last. */
export class AtDesk {
  constructor(private readonly session: Session) {}

  get #id(): number | null {
    const { member, at } = Object(this.session.get(KEY))
    return Number.isInteger(member) && now() - at <= IDLE ? member : null
  }

  open({ id }: Member) {
    this.session.put(KEY, { member: id, at: now() })
  }

  close() {
    this.session.forget(KEY)
  }

  /** The member, who stays on from now; null where nobody is there, or is no member any more. */
  async member() {
    const id = this.#id
    const member = id === null ? null : await Member.find(id)
    if (member) this.open(member)
    else this.close()
    return member
  }
}
