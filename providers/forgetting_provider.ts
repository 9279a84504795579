import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import { isFurtherWorker } from '#session/session_provider'

const HOUR = 3_600_000

/** Has loans that are over forget their members, and files of members forgotten: when the site starts, and once an hour. */
export default class ForgettingProvider {
  #stop = new AbortController()
  #loop: Promise<void> | undefined

  constructor(protected app: ApplicationService) {}

  async ready() {
    if (this.app.getEnvironment() === 'web' && !isFurtherWorker()) this.#loop = this.#forget()
  }

  async #forget() {
    const { signal } = this.#stop
    const { default: Loan } = await import('#models/loan')
    const { default: MemberFile } = await import('#models/member_file')
    const logger = await this.app.container.make('logger')
    while (!signal.aborted) {
      try {
        await Loan.forget()
        await MemberFile.forget()
      } catch (error) {
        logger.error({ err: error }, 'Loans and files could not forget members')
      }
      await wait(HOUR, null, { signal, ref: false }).catch(() => {})
    }
  }

  async shutdown() {
    this.#stop.abort()
    await this.#loop
  }
}
