// From nothing to a watched site with a tested alert: how many acts of a person it takes, and how
// long a patient one with nothing but a keyboard is at it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeBrowser, expectAccessible, newPerson, type Person, signIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const actsMax = 8
let stage: Stage
let ann: Person

beforeAll(async () => {
  stage = await openStage()
  const { data } = await stage.api.get<{ data: { id: string }[] }>('/api/channels')
  for (const { id } of data) await stage.api.drop(`/api/channels/${id}`)
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

describe('the first run', () => {
  it('gets from nothing to a tested alert in eight acts at most, by keyboard alone', async () => {
    const { page } = ann
    const begun = Date.now()
    let acts = 0
    const press = async (name: string) => {
      acts += 1
      await page.getByRole('button', { name, exact: true }).focus()
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    }
    const type = async (label: string, text: string) => {
      acts += 1
      await page.getByLabel(label).focus()
      await page.keyboard.type(text)
    }
    await page.getByRole('link', { name: 'Take the first steps' }).focus()
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    acts += 1

    await type('Address', `${stage.target.url}/shop`)
    await press('Test it')
    await page.getByText('It passes from 3 of 3 places.').waitFor()
    await expectAccessible(page)
    await press('Watch it')
    await type('Its address', `${stage.receiver.url}/hook`)
    await press('Tell me there')
    expect(await page.locator('code.once').innerText()).toMatch(/^whsec_/)
    await expectAccessible(page)
    await press('Send a test alert')
    await page.getByRole('heading', { name: 'You are watched over' }).waitFor()
    await expectAccessible(page)
    expect(acts).toBeLessThanOrEqual(actsMax)
    expect(Date.now() - begun).toBeLessThan(120_000)
    expect(stage.receiver.received.some((one) => one.body.includes('test'))).toBe(true)
    expect(ann.faults).toEqual([])
  })
})
