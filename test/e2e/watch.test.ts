// A person adds checks in the browser and watches one fall and rise, live, without a reload.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { startTarget, type Target } from '../fakes/target.ts'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let second: Target
let checkUrl = ''

beforeAll(async () => {
  stage = await openStage()
  second = await startTarget()
  ann = await newPerson()
  await signIn(ann, stage)
})

afterAll(async () => {
  await closeBrowser()
  await second.close()
  await stage.close()
})

describe('a check', () => {
  it('is added with an address, and each location answers live', async () => {
    const { page } = ann
    await page.getByRole('link', { name: 'Add your first check' }).click()
    await page.getByLabel('Address').fill(`${stage.target.url}/shop`)
    await page.getByLabel('Name').fill('shop')
    await page.getByLabel('Asked every (seconds)').fill('10')
    await page.getByText('Expectations, verdict and locations').click()
    await page.getByLabel('Confirm down for (seconds)').fill('2')
    await page.getByLabel('Confirm up for (seconds)').fill('2')
    await page.getByRole('button', { name: 'Add the check' }).click()
    await page.waitForURL(/\/checks\/chk_/)
    checkUrl = page.url()
    await page.evaluate('window.notReloaded = true')
    for (const place of ['one', 'two', 'three']) {
      const row = page.locator('.places li', { hasText: place })
      await row.locator('.health.up').waitFor({ timeout: 20_000 })
    }
    await page.locator('h1 .health.up').waitFor()
    expect(await page.evaluate('window.notReloaded')).toBe(true)
  })

  it('has a chart with a line per location', async () => {
    const { page } = ann
    await page.locator('.chart canvas').waitFor({ timeout: 15_000 })
    const named = await page.locator('.compare').innerText()
    for (const place of ['one', 'two', 'three']) expect(named).toContain(place)
  })

  it('of type tcp is added with host and port', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/checks/new?type=tcp`)
    await page.getByLabel('Host').fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(second.port))
    await page.getByRole('button', { name: 'Add the check' }).click()
    await page.waitForURL(/\/checks\/chk_/)
    await page.locator('h1 .health.up').waitFor({ timeout: 20_000 })
  })

  it('that states what the answer must say is told by that line when it does not', async () => {
    const { page } = ann
    const answer = (status: string) =>
      stage.target.set('/state', { kind: 'ok', body: JSON.stringify({ status }) })
    answer('ok')
    await page.goto(`${stage.url}/checks/new`)
    await page.getByLabel('Address').fill(`${stage.target.url}/state`)
    await page.getByLabel('Asked every (seconds)').fill('10')
    await page.getByText('Expectations, verdict and locations').click()
    await page.getByLabel('Confirm down for (seconds)').fill('0')
    await page.getByLabel('What the answer must say').fill('size above 3\njson $.status is ok')
    await page.getByRole('button', { name: 'Add the check' }).click()
    const fault = page.locator('#f-expect-fault')
    await fault.waitFor()
    expect(await fault.innerText()).toContain('write it like')
    const lines = page.getByLabel('What the answer must say')
    expect(await lines.inputValue()).toBe('size above 3\njson $.status is ok')
    await lines.fill('size above 3\njson $.status equals ok')
    await page.getByRole('button', { name: 'Add the check' }).click()
    await page.waitForURL(/\/checks\/chk_/)
    await page.locator('h1 .health.up').waitFor({ timeout: 20_000 })
    await page.getByText('It must hold that size above 3; json $.status equals ok.').waitFor()

    answer('degraded')
    await page.locator('h1 .health.down').waitFor({ timeout: 20_000 })
    await page.reload()
    const told = page.getByText('expected json $.status equals ok, found "degraded"').first()
    await told.waitFor({ timeout: 20_000 })
    answer('ok')
    await page.getByRole('button', { name: /Pause/ }).click()
  })

  it('with bad input keeps what was typed and says what is wrong at the field', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/checks/new`)
    await page.getByLabel('Address').fill('ftp://example.com/file')
    await page.getByLabel('Name').fill('kept name')
    await page.getByRole('button', { name: 'Add the check' }).click()
    const fault = page.locator('#f-url-fault')
    await fault.waitFor()
    expect(await fault.innerText()).toContain('must start with http:// or https://')
    expect(await page.getByLabel('Address').inputValue()).toBe('ftp://example.com/file')
    expect(await page.getByLabel('Name').inputValue()).toBe('kept name')
  })
})

describe('an outage', () => {
  it('shows on the check and on the overview without a reload', async () => {
    const { page, context } = ann
    await page.goto(checkUrl)
    await page.evaluate('window.notReloaded = true')
    const overview = await context.newPage()
    await overview.goto(`${stage.url}/`)
    stage.target.set('/shop', { kind: 'status', status: 503 })
    await page.locator('h1 .health.down').waitFor({ timeout: 40_000 })
    await overview.locator('.wrongs li.down').waitFor()
    expect(await overview.locator('.wrongs').innerText()).toContain(
      'shop is down: answers with status 503, seen from 3 of 3 places',
    )
    expect(await page.evaluate('window.notReloaded')).toBe(true)
    await overview.close()
  })

  it('has its evidence: rounds by place, rule, waterfall, who was told', async () => {
    const { page } = ann
    await page.locator('[data-live="open"] a').click()
    await page.getByRole('heading', { name: 'Rounds by location' }).waitFor()
    expect(await page.locator('.rounds td.fail').count()).toBeGreaterThanOrEqual(6)
    expect(await page.locator('main').innerText()).toContain('Rule: a strict majority')
    expect(await page.locator('.waterfall').first().innerText()).toContain('ms')
    await page.getByText('204', { exact: false }).first().waitFor()
    const told = await page.locator('[data-live="incident"] table').last().innerText()
    expect(told).toContain('sent')
  })

  it('is acknowledged with one tap from its message, which looking at it does not', async () => {
    const opened = stage.receiver.received.findLast((one) => one.json?.type === 'incident.opened')
    const { links } = opened!.json!.data as { links: { acknowledge: string } }
    const phone = await newPerson()
    await phone.page.goto(links.acknowledge)
    await phone.page.getByRole('heading', { name: 'shop', exact: false }).first().waitFor()
    const { page } = ann
    await page.reload()
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor()
    await phone.page.getByRole('button', { name: 'Acknowledge' }).click()
    await phone.page.getByText('acknowledged by').first().waitFor()
    expect(phone.faults).toEqual([])
    await phone.context.close()
    await page.getByText('acknowledged by').first().waitFor()
  })

  it('is noted by a person', async () => {
    const { page } = ann
    await page.getByLabel('Note').fill('restarting the pool')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.locator('.timeline', { hasText: 'restarting the pool' }).waitFor()
  })

  it('shows on the public page, which names no address', async () => {
    const [slug] = (await stage.api.get<{ data: { slug: string }[] }>('/api/pages')).data
    const stranger = await newPerson()
    await until('the page says so', 15_000, async () => {
      await stranger.page.goto(`${stage.url}/status/${slug?.slug}`)
      return (await stranger.page.locator('.overall').innerText()).includes('does not answer')
    })
    const html = await stranger.page.content()
    expect(html).toContain('shop')
    expect(html).not.toContain(String(stage.target.port))
    expect(html).not.toContain('chk_')
    expect(stranger.faults).toEqual([])
    await stranger.context.close()
  })

  it('ends live when the target answers again, and the receiver heard both', async () => {
    const { page } = ann
    await page.goto(checkUrl)
    await page.evaluate('window.notReloaded = true')
    stage.target.set('/shop', { kind: 'ok' })
    await page.locator('h1 .health.up').waitFor({ timeout: 60_000 })
    expect(await page.evaluate('window.notReloaded')).toBe(true)
    const end = await stage.receiver.waitFor(
      (one) => one.json?.type === 'incident.resolved',
      20_000,
    )
    const types = stage.receiver.received.map((one) => one.json?.type)
    expect(types[0]).toBe('incident.opened')
    expect(types.indexOf('incident.resolved')).toBeGreaterThan(0)
    expect(end.verified).toBe(true)
    await page.goto(`${stage.url}/incidents`)
    await page.getByText('recovered').waitFor()
    expect(ann.faults).toEqual([])
  })
})
