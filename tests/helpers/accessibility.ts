/// <reference lib="dom" />
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

/** What can be pressed and is lower or narrower than 44 pixels, but for links within a sentence. */
export function findSmallTargets(page: Page) {
  return page.evaluate(() => {
    // a link of a sentence is as high as its line; one whose ::after covers a row is as large as the row
    const inSentence = (element: Element) =>
      [...element.parentElement!.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim()
      )
    const areaOf = (element: Element) =>
      getComputedStyle(element, '::after').position === 'absolute'
        ? element.closest('li')!
        : element
    const targets = 'a, button, input:not([type=hidden]), select, summary, [role=option]'
    return [...document.querySelectorAll(targets)]
      .filter((element) => element.checkVisibility() && !element.matches('.skip-link'))
      .filter((element) => !inSentence(element))
      .filter((element) => {
        const { width, height } = areaOf(element).getBoundingClientRect()
        return Math.min(width, height) < 43.5
      })
      .map((element) => `small: ${element.outerHTML.slice(0, 100)}`)
  })
}
