// What a page shows fits, and axe finds nothing. Kept as pictures in the folder SCREENSHOTS names; none is
// taken without it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectAccessible, type Person, width } from './browser.ts'

const folder = process.env.SCREENSHOTS

/** Keeps the page as a picture, whole, where a folder for pictures is named. */
export async function keepPicture({ page }: Person, name: string): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

type Scheme = 'light' | 'dark'

/** Looks at the page as a person of this run has it: wide and light, or narrow and dark. */
export function look(person: Person, name: string): Promise<void> {
  return lookIn(person, name, [width === 1280 ? 'light' : 'dark'])
}

/** Light and dark. */
export function lookInBoth(person: Person, name: string): Promise<void> {
  return lookIn(person, name, ['light', 'dark'])
}

async function lookIn(person: Person, name: string, schemes: Scheme[]): Promise<void> {
  const { page } = person
  await page.waitForLoadState()
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(isWide, `${name} is wider than the window`).toBe(false)
    await expectAccessible(page)
    await keepPicture(person, `${name}-${width}-${colorScheme}`)
  }
}
