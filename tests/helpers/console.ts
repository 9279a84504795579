import ace from '@adonisjs/core/services/ace'
import type { BaseCommand } from '@adonisjs/core/ace'

/**
 * Runs a command in this process, as the console would.
 *
 * @returns its exit code and what it printed, lines in order, errors apart.
 */
export async function runCommand(
  commandClass: Parameters<typeof ace.create>[0] & { new (...args: never[]): BaseCommand },
  args: string[]
) {
  ace.ui.switchMode('raw')
  try {
    const command = await ace.create(commandClass, args)
    await command.exec()
    const logs = command.logger.getLogs()
    const linesOf = (stream: 'stdout' | 'stderr') =>
      logs.filter((log) => log.stream === stream).map((log) => log.message)
    return { exitCode: command.exitCode, output: linesOf('stdout'), errors: linesOf('stderr') }
  } finally {
    ace.ui.switchMode('normal')
  }
}
