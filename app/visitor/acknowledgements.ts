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

  /** Remembers a notice as read. Earlier ones are shown no more, so they are forgotten. */
  add({ version }: Notice) {
    this.session.put(KEY, { [version]: now() })
  }

  /** Which were read and when; of the words, only the present notice still has any, in a language. */
  describe(current: Notice | null, language: string) {
    return entriesOf(this.session, KEY, isMoment).map(([version, moment]) => ({
      version,
      text: version === current?.version ? current.textIn(language) : null,
      at: new Date(moment),
    }))
  }
}
