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
  await page.evaluate(source)
  const found = (await page.evaluate('axe.run(document)')) as { violations: Violation[] }
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)
}
