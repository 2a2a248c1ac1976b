// A real browser on the stage: Chromium as the system has it, one context per person.

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { seriousViolations } from './axe.ts'
import type { Stage } from './stage.ts'

export interface Person {
  page: Page
  context: BrowserContext
  /** What the console and the page's errors said. */
  faults: string[]
}

let browser: Browser | null = null

/** The one browser of this file. */
export async function openBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  return browser
}

export async function closeBrowser(): Promise<void> {
  await browser?.close()
  browser = null
}

/** How wide a window is in this run: a desk's or a phone's. */
export const width = inject('width')

/** Somebody with a fresh browser profile, and a window of this run's width if no other is asked for. */
export async function newPerson(
  options: {
    width?: number
    dark?: boolean
    state?: string
    zone?: string
    /** False: without JavaScript. */
    script?: boolean
  } = {},
): Promise<Person> {
  const context = await (await openBrowser()).newContext({
    viewport: { width: options.width ?? width, height: 844 },
    colorScheme: options.dark ? 'dark' : 'light',
    javaScriptEnabled: options.script ?? true,
    ...(options.zone ? { timezoneId: options.zone, locale: 'en-GB' } : {}),
    ...(options.state ? { storageState: JSON.parse(options.state) } : {}),
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (fault) => faults.push(fault.message))
  page.on('console', (line) => {
    // A refused form is answered with its status: that is no fault of the page.
    if (line.type() === 'error' && !/status of 4\d\d/.test(line.text())) faults.push(line.text())
  })
  return { page, context, faults }
}

/** Signs the owner of the stage in. */
export async function signIn({ page }: Person, stage: Pick<Stage, 'url' | 'owner'>): Promise<void> {
  await page.goto(`${stage.url}/sign-in`)
  await page.getByLabel('E-mail').fill(stage.owner.email)
  await page.getByLabel('Password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${stage.url}/`)
}

/** What the bar leads to is behind a button on a phone. */
export async function openMenu({ page }: Person): Promise<void> {
  const button = page.getByRole('button', { name: 'Menu' })
  if (await button.isVisible()) await button.click()
}

export async function signOut(person: Person): Promise<void> {
  await openMenu(person)
  await person.page.getByRole('button', { name: 'Sign out' }).click()
  await person.page.waitForURL(/\/sign-in$/)
}

/** Fails on anything axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await seriousViolations(page)).toEqual([])
}
