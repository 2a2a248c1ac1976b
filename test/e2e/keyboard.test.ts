// The main flows by keyboard alone, with the focus always in sight, on a desk at a zoom of 200 % and on
// a phone; and the main pages at 200 % and at 400 %, where nothing may be wider than the window.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { closeBrowser, newPerson, type Person, signIn, width } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const atDesk = width === 1280
/** A window of 1280 × 844 at 200 %, or a phone. */
const zoomed = atDesk ? { width: 640, height: 422 } : { width, height: 844 }
let stage: Stage
let ann: Person
let check: string
const publicPage = () => `${stage.url}/status/by-keys`

beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await ann.page.setViewportSize(zoomed)
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

const says = (text: string | RegExp) => ann.page.getByText(text).first().waitFor()
const open = (path: string) => ann.page.goto(`${stage.url}${path}`)

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

it('goes to another section, by a button that unfolds them', async () => {
  await open('/')
  await reach('Menu')
  await ann.page.keyboard.press('Enter')
  await press('Incidents')
  await ann.page.waitForURL(`${stage.url}/incidents`)
})

it('adds a check', async () => {
  await open('/checks/new')
  await type('Address', `${stage.target.url}/keys`)
  await type('Name', 'by keys')
  await press('Add the check')
  await ann.page.waitForURL(/\/checks\/chk_/)
  await ann.page.getByRole('heading', { name: 'by keys' }).waitFor()
})

it('acknowledges an incident, and notes what is known', async () => {
  stage.target.set('/shop', { kind: 'status', status: 503 })
  await until('the incident', 30_000, async () => {
    const path = `/api/incidents?check=${check}&open=true`
    return (await stage.api.get<{ data: unknown[] }>(path)).data.length > 0
  })
  await open('/')
  await press(/^Acknowledge/)
  await says(/acknowledged by/)
  await type('Note', 'restarting the pool')
  await press('Add the note')
  await ann.page.locator('.timeline', { hasText: 'restarting the pool' }).waitFor()
})

it('adds a channel', async () => {
  await open('/channels')
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
  await open('/pages')
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

it('subscribes to what a status page tells', async () => {
  await until('the page is public', 15_000, async () => (await fetch(publicPage())).ok)
  await ann.page.goto(publicPage())
  await press('Get updates')
  await type('Address', `${stage.receiver.url}/reader`)
  await press('Get updates')
  await says('It did not send the challenge back.')
})

it('writes a policy and a schedule', async () => {
  await open('/policies/new')
  await type('Name', 'nights')
  await press('Add the policy')
  await says('nights')
  await open('/schedules/new')
  await type('Name', 'first line')
  await press('Add the schedule')
  await ann.page.getByRole('heading', { name: 'first line' }).waitFor()
})

it('plans maintenance', async () => {
  await open('/maintenance')
  await press('Plan it')
  await ann.page.getByRole('button', { name: 'End now' }).waitFor()
})

it('invites somebody, and changes one’s own name', async () => {
  await open('/members')
  await press('Invite')
  await ann.page.locator('code.once').waitFor()
  await open('/account')
  await press('Change: Name')
  await type('Name', 'Ann Other')
  await press('Save')
  await says('Your name is changed.')
  expect(ann.faults).toEqual([])
})

it('shows the main pages magnified without a second scroll bar', async () => {
  const { page } = ann
  await page.setViewportSize({ width: atDesk ? 640 : 320, height: 422 })
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
