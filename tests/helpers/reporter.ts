import { BaseReporter } from '@japa/runner/core'
import type { NamedReporterContract, TestEndNode } from '@japa/runner/types'

/** Prints a dot a test, then why tests were skipped, the failed ones whole, and the totals. */
class QuietReporter extends BaseReporter {
  #skipped = new Map<string, number>()

  protected onTestEnd({ hasError, isSkipped, skipReason = 'no reason given' }: TestEndNode) {
    process.stdout.write(hasError ? 'F' : isSkipped ? 's' : '.')
    if (isSkipped) this.#skipped.set(skipReason, (this.#skipped.get(skipReason) ?? 0) + 1)
  }

  protected async end() {
    console.log('')
    for (const [reason, count] of this.#skipped) console.log(`skipped ${count}: ${reason}`)
    await this.printSummary(this.runner!.getSummary())
  }
}

export const quiet: NamedReporterContract = {
  name: 'quiet',
  handler: (...runner) => new QuietReporter().boot(...runner),
}
