// axe-core run inside the page; only what is serious or critical is told.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** Serious and critical violations as lines. Runs past the page's policy, as an extension would. */
export async function seriousViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source)
  // What passes is not gathered: nobody reads it.
  const run = 'axe.run(document, { resultTypes: ["violations"] })'
  const found = (await page.evaluate(run)) as { violations: Violation[] }
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)
}
