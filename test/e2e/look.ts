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

type Scheme = 'light' | 'dark'
const widths = [1280, 390] as const

/** Looks at the page, wide and light, then narrow and dark. */
export function look(person: Person, name: string): Promise<void> {
  return lookAs(person, name, [
    [1280, 'light'],
    [390, 'dark'],
  ])
}

/** Wide and narrow, light and dark. */
export function lookAllFour(person: Person, name: string): Promise<void> {
  const all = widths.flatMap((width) =>
    (['light', 'dark'] as const).map((scheme): [number, Scheme] => [width, scheme]),
  )
  return lookAs(person, name, all)
}

async function lookAs(person: Person, name: string, looks: [number, Scheme][]): Promise<void> {
  const { page } = person
  for (const [width, scheme] of looks) {
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
    await expectAccessible(page)
    await keepPicture(person, `${name}-${width}-${scheme}`)
  }
}
