// The public site in a real browser, where strangers sign up: it fits, axe finds nothing, it is
// light, and it needs no script.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeBrowser, newPerson, openBrowser, type Person, width } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let stranger: Person
beforeAll(async () => {
  stage = await openStage({ env: { ESONAR_PLAN: 'free' } })
  stranger = await newPerson()
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const paths = {
  landing: '/',
  pricing: '/pricing?per=year',
  docs: '/docs/webhooks',
  legal: '/legal/privacy',
}

describe('the public site', () => {
  it.each(Object.entries(paths))('%s fits, is accessible and is silent', async (name, path) => {
    await stranger.page.goto(`${stage.url}${path}`)
    await look(stranger, `site-${name}`)
    expect(stranger.faults).toEqual([])
  })

  it('is light, 60 KB at most, and needs no script', async () => {
    const context = await (await openBrowser()).newContext({
      javaScriptEnabled: false,
      viewport: { width, height: 844 },
    })
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    session.on('Network.loadingFinished', (one) => {
      bytes += one.encodedDataLength
    })
    await page.goto(`${stage.url}/`)
    await page.waitForLoadState('networkidle')
    expect(bytes).toBeGreaterThan(1_000)
    expect(bytes).toBeLessThanOrEqual(60 * 1024)
    await page.getByRole('link', { name: 'Pricing' }).first().click()
    await page.getByRole('link', { name: 'by the year' }).click()
    await page.getByText('$290').waitFor()
    await page.getByRole('link', { name: 'Docs' }).first().click()
    await page.getByRole('link', { name: 'How the verdict is made' }).click()
    await page.getByRole('heading', { name: 'How the verdict is made' }).waitFor()
    await context.close()
  })
})
