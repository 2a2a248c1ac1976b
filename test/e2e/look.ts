// What a page shows fits, and axe finds nothing; kept as pictures, wide and narrow.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectAccessible, type Person } from './browser.ts'

const folder = process.env.SCREENSHOTS ?? join(tmpdir(), 'esonar-screenshots')

/** Looks at the page, wide and light, then narrow and dark. */
export async function look({ page }: Person, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [width, scheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
    await expectAccessible(page)
    await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`), fullPage: true })
  }
}
