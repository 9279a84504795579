import type { Session } from '@adonisjs/session'
import type Notice from '#models/notice'
import { now } from '#clock'
import { entriesOf, isMoment } from '#visitor/forms'

const KEY = 'notices'

/** Which notice of the library a visitor has read and put away. */
export class Acknowledgements {
  constructor(private readonly session: Session) {}

  has({ version }: Notice) {
    return this.session.has(`${KEY}.${version}`)
  }

  /** Remembers that this notice was read. Those before it are shown no more, so they are forgotten. */
  add({ version }: Notice) {
    this.session.put(KEY, { [version]: now() })
  }

  /** Those that were read: which, when, and in what words, which only the present notice still has. */
  describe(current: Notice | null) {
    return entriesOf(this.session, KEY, isMoment).map(([version, moment]) => ({
      version,
      text: version === current?.version ? current.text : null,
      at: new Date(moment),
    }))
  }
}
