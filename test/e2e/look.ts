// What a page shows fits, and axe finds nothing. Kept as pictures in the folder SCREENSHOTS names; none is
// taken without it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectAccessible, type Person } from './browser.ts'

const folder = process.env.SCREENSHOTS

/** Keeps the page as a picture, whole, where a folder for pictures is named. */
export async function keepPicture({ page }: Person, name: string): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** Looks at the page, wide and light, then narrow and dark. */
export async function look(person: Person, name: string): Promise<void> {
  const { page } = person
  for (const [width, scheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
    await expectAccessible(page)
    await keepPicture(person, `${name}-${width}-${scheme}`)
  }
}
