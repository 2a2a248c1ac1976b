// The main flows by keyboard alone, with the focus always in sight; and the main pages at a zoom of
// 200 % and of 400 %, where nothing may be wider than the window.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { closeBrowser, newPerson, type Person, signIn, width } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

/** A desk of 1280 px at 200 %; and at 400 %, which is narrower than a phone. */
const magnified = width === 1280 ? 640 : 320
let stage: Stage
let ann: Person
let check: string

beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await signIn(ann, stage)
  check = await stage.watch('shop', { path: '/shop' }, { confirmSeconds: 0 })
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const focusScript = `(() => {
  const one = document.activeElement
  const words = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent
  const box = one.getBoundingClientRect()
  return {
    words: words.trim().replace(/\\s+/g, ' '),
    isSeen: getComputedStyle(one).outlineStyle !== 'none' && box.bottom > 0 && box.top < innerHeight,
  }
})()`

/** Presses Tab until the focus is on what has these words; fails where the focus is out of sight. */
async function reach(words: string | RegExp): Promise<void> {
  const { page } = ann
  for (let press = 0; press < 150; press += 1) {
    await page.keyboard.press('Tab')
    const focus = (await page.evaluate(focusScript)) as { words: string; isSeen: boolean }
    expect(focus, `at ${focus.words}`).toMatchObject({ isSeen: true })
    if (typeof words === 'string' ? focus.words === words : words.test(focus.words)) return
  }
  throw new Error(`the keyboard never came to ${words}`)
}

async function type(label: string | RegExp, text: string): Promise<void> {
  await reach(label)
  await ann.page.keyboard.press('Control+A')
  await ann.page.keyboard.type(text)
}

async function press(label: string | RegExp): Promise<void> {
  await reach(label)
  await Promise.all([ann.page.waitForNavigation(), ann.page.keyboard.press('Enter')])
}

it('adds a check', async () => {
  await ann.page.goto(`${stage.url}/checks/new`)
  await type('Address', `${stage.target.url}/keys`)
  await type('Name', 'by keys')
  await press('Add the check')
  await ann.page.waitForURL(/\/checks\/chk_/)
  await ann.page.getByRole('heading', { name: 'by keys' }).waitFor()
})

it('acknowledges an incident', async () => {
  stage.target.set('/shop', { kind: 'status', status: 503 })
  await until('the incident', 30_000, async () => {
    const path = `/api/incidents?check=${check}&open=true`
    return (await stage.api.get<{ data: unknown[] }>(path)).data.length > 0
  })
  await ann.page.goto(`${stage.url}/`)
  await press(/^Acknowledge/)
  await ann.page
    .getByText(/acknowledged by/)
    .first()
    .waitFor()
})

it('adds a channel', async () => {
  await ann.page.goto(`${stage.url}/channels`)
  await press(/^Add a channel/)
  await ann.page.waitForURL(/\/channels\/new$/)
  await press(/^Webhook/)
  await ann.page.waitForURL(/\/new\/webhook$/)
  await type(/^Address/, `${stage.receiver.url}/keys`)
  await type(/^Name/, 'by keys')
  await press('Add the channel')
  await ann.page.getByRole('heading', { name: 'by keys' }).waitFor()
})

it('lays a status page out', async () => {
  await ann.page.goto(`${stage.url}/pages`)
  await type('Title', 'By keys')
  await type('Address', 'by-keys')
  await press('Add the page')
  await ann.page.waitForURL(/\/pages\/pag_/)
  await type('Public name, row 1', 'Website')
  await type('Shows, row 1', 'shop')
  await press('Save the components')
  await ann.page.waitForLoadState()
  expect(await ann.page.getByLabel('Public name, row 1').inputValue()).toBe('Website')
  expect(ann.faults).toEqual([])
})

it('shows the main pages magnified without a second scroll bar', async () => {
  const { page } = ann
  await page.setViewportSize({ width: magnified, height: 422 })
  const [own] = (await stage.api.get<{ data: { id: string; slug: string }[] }>('/api/pages')).data
  const paths = [
    ...['/', `/checks/${check}`, '/checks/new', '/incidents', '/suspicions', '/ledger', '/reports'],
    ...['/channels', '/policies', '/schedules', '/maintenance', '/pages', `/pages/${own!.id}`],
    ...['/settings', '/members', '/audit', '/account', '/locations', '/start', '/api'],
    ...[`/status/${own!.slug}`, `/status/${own!.slug}/subscribe`, `/checks/${check}/badge`],
  ]
  const wide: string[] = []
  for (const path of paths) {
    await page.goto(stage.url + path)
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wide.push(path)
  }
  expect(wide).toEqual([])
})
