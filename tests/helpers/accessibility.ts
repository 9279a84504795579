import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong with the page, by all of its rules or these: each with the elements that break it. */
export async function findViolations(page: Page, runOnly?: string[]) {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe)
  // To describe what passes as well would take most of the time
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], runOnly })}).then((results) => results.violations)`
  )
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join(', ')}`
  )
}
