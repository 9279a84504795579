import { flags } from '@adonisjs/core/ace'
import { keptSessions } from '#session/kept_sessions'
import { step } from '#stop'
import LibraryCommand from './_library_command.js'

export default class SessionsClear extends LibraryCommand {
  static commandName = 'sessions:clear'
  static description = 'Delete the sessions that have expired'
  static help = ['Works in small steps: safe beside a running site, and beside itself.']

  @flags.boolean({ description: 'Print the facts as JSON' })
  declare json: boolean

  async run() {
    const sessions = await keptSessions()
    const total = process.stdout.isTTY && !this.json ? await sessions.countExpired() : 0
    const start = performance.now()
    let progress: ReturnType<typeof this.logger.await> | undefined

    const clearing = sessions.clearExpired({
      onBatch: (soFar) => {
        step()
        if (total === 0 || performance.now() - start < 1000) return
        progress ??= this.logger.await('')
        progress.update(bar(soFar / total)).start()
      },
    })
    const deleted = await clearing.finally(() => progress?.stop())

    if (this.json) return this.printJson({ deleted })
    this.logger.log(`Deleted ${deleted} expired ${deleted === 1 ? 'session' : 'sessions'}.`)
  }
}

function bar(part: number) {
  const done = Math.min(20, Math.round(part * 20))
  return `${'█'.repeat(done)}${'░'.repeat(20 - done)} ${Math.min(100, Math.round(part * 100))} %`
}
