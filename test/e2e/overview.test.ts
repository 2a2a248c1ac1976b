// The overview in a browser: found by its search, walked by keyboard alone, and honest when nothing
// is heard any more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { closeBrowser, expectAccessible, newPerson, type Person, signIn, width } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person

beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await signIn(ann, stage)
  await stage.watch('alpha', { path: '/a' }, { tags: ['one'] })
  for (const name of ['beta', 'gamma'])
    await stage.api.post('/api/checks', { type: 'http', url: `${stage.target.url}/${name}`, name })
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const names = () => ann.page.locator('.row .name').allInnerTexts()

describe('the overview', () => {
  it('is walked, searched and opened by keyboard alone', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/?group=nothing`)
    const focused = () => page.evaluate('document.activeElement.textContent.trim()')
    const [first, second] = await names()
    await page.keyboard.press('j')
    expect(await focused()).toBe(first)
    await page.keyboard.press('j')
    expect(await focused()).toBe(second)
    await page.keyboard.press('k')
    expect(await focused()).toBe(first)
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Keys' }).waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    await page.keyboard.type('beta')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${stage.url}/?q=beta&group=nothing`)
    expect(await names()).toEqual(['beta'])
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/checks\/chk_/)
    await page.goBack()
    expect(page.url()).toBe(`${stage.url}/?q=beta&group=nothing`)
  })

  it('opens a check that is accessible, with all of it unfolded', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/?q=alpha`)
    await page.locator('.row .name').click()
    await page.locator('.chart canvas').waitFor()
    for (const one of await page.locator('main summary').all()) await one.click()
    await expectAccessible(page)
    expect(ann.faults).toEqual([])
  })

  it('leads to times in the reader’s own zone, with the instant in UTC on hover', async () => {
    const state = JSON.stringify(await ann.context.storageState())
    const far = await newPerson({ state, zone: 'Asia/Tokyo' })
    await far.page.goto(`${stage.url}/audit`)
    const time = far.page.locator('main time[data-done]').first()
    await time.waitFor()
    const at = await time.getAttribute('datetime')
    const zone = { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'medium' } as const
    expect(await time.innerText()).toBe(new Date(at!).toLocaleString('en-GB', zone))
    expect(await time.getAttribute('title')).toBe(`${at!.slice(0, 19).replace('T', ' ')} UTC`)
    await far.context.close()
  })

  it('is filtered without JavaScript', async () => {
    const state = JSON.stringify(await ann.context.storageState())
    const context = await ann.context.browser()!.newContext({
      javaScriptEnabled: false,
      storageState: JSON.parse(state),
      viewport: { width, height: 844 },
    })
    const page = await context.newPage()
    await page.goto(stage.url)
    await page.getByLabel('Any tag').selectOption('one')
    await page.getByRole('button', { name: 'Filter' }).click()
    // A click waits for the answer's first bytes, not for the rows behind them.
    await page.waitForURL(/[?&]tag=one/)
    expect(await page.locator('.row .name').allInnerTexts()).toEqual(['alpha'])
    await context.close()
  })

  it('says since when it has heard nothing, and stops saying it', async () => {
    const { page } = ann
    await page.clock.install()
    await page.goto(stage.url)
    await page.locator('html[data-live=on]').waitFor()
    await ann.context.setOffline(true)
    await page.clock.runFor(75_000)
    const line = page.locator('.stale')
    await line.waitFor()
    expect(await line.innerText()).toMatch(/^Nothing heard from eSonar since .+: what is shown/)
    await ann.context.setOffline(false)
    await until('the line is gone', 10_000, async () => {
      await page.clock.runFor(16_000)
      return (await line.count()) === 0
    })
  })
})
