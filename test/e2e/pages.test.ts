// Doors, channels, settings, and every page looked at: accessible, no wider than a phone, light in
// weight, silent in the console.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { closeBrowser, newPerson, type Person, signIn, signOut, width } from './browser.ts'
import { beginningsOf } from './canvas.ts'
import { joinReporting, type Reporting } from './host-figures.ts'
import { keepPicture, lookInBoth } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let state: string
let paths: Record<string, string>
let office: Reporting

beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await signIn(ann, stage)
  state = JSON.stringify(await ann.context.storageState())
  const quick = { confirmSeconds: 0 }
  const falls = await stage.watch('falls', { path: '/falls' }, quick)
  const blips = await stage.watch('blips', { path: '/blips' }, { confirmSeconds: 60 })
  stage.target.set('/falls', { kind: 'status', status: 503, body: '<b>maintenance</b>' })
  stage.target.set('/blips', { kind: 'status', status: 500 })
  const incident = await until('the incident', 30_000, async () => {
    const { data } = await stage.api.get<{ data: { id: string }[] }>(
      `/api/incidents?check=${falls}`,
    )
    return data[0]?.id
  })
  const state0 = async () =>
    (await stage.api.get<{ activity: string }>(`/api/checks/${blips}/state`)).activity
  await until('a suspicion', 30_000, async () => (await state0()) === 'verifying')
  stage.target.set('/blips', { kind: 'ok' })
  const suspicion = await until('the suspicion avoided', 30_000, async () => {
    const found = await stage.api.get<{ data: { id: string; outcome: string }[] }>(
      `/api/suspicions?check=${blips}`,
    )
    return found.data.find((one) => one.outcome === 'avoided')?.id
  })
  const [page] = (await stage.api.get<{ data: { id: string; slug: string }[] }>('/api/pages')).data
  const [channel] = (await stage.api.get<{ data: { id: string }[] }>('/api/channels')).data
  office = await joinReporting(stage, 24)
  const told = await stage.receiver.waitFor((one) => one.json?.type === 'incident.opened', 30_000)
  const { links } = told.json!.data as { links: { acknowledge: string } }
  paths = {
    tap: new URL(links.acknowledge).pathname,
    overview: '/',
    check: `/checks/${falls}`,
    'new-check': '/checks/new',
    'edit-check': `/checks/${falls}/edit`,
    incidents: '/incidents',
    incident: `/incidents/${incident}`,
    suspicions: '/suspicions',
    ledger: '/ledger',
    reports: '/reports',
    api: '/api',
    'what-if': `/checks/${falls}/whatif`,
    heartbeat: '/checks/new?type=heartbeat',
    group: '/checks/new?type=group',
    suspicion: `/suspicions/${suspicion}`,
    members: '/members',
    audit: '/audit',
    agents: '/agents',
    agent: `/agents/${office.id}`,
    badge: `/checks/${falls}/badge`,
    usage: '/usage',
    plan: '/plan',
    workspace: '/workspace',
    workspaces: '/workspaces',
    channels: '/channels',
    'channel-kinds': '/channels/new',
    'new-channel': '/channels/new/webhook',
    'edit-channel': `/channels/${channel?.id}/edit`,
    channel: `/channels/${channel?.id}`,
    deliveries: '/deliveries',
    drills: '/drills',
    policies: '/policies',
    schedules: '/schedules',
    people: '/people',
    silences: '/silences',
    pages: '/pages',
    locations: '/locations',
    start: '/start',
    maintenance: '/maintenance',
    settings: '/settings',
    account: '/account',
    'account-password': '/account/password',
    'account-address': '/account/address',
    'account-delete': '/account/delete',
    page: `/pages/${page?.id}`,
    status: `/status/${page?.slug}`,
    'status-history': `/status/${page?.slug}/history`,
    prober: '/about/prober',
  }
})

afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

describe('the doors', () => {
  it('send a stranger to sign in, and back to where they wanted to go', async () => {
    const bob = await newPerson()
    await bob.page.goto(`${stage.url}/incidents`)
    expect(bob.page.url()).toBe(`${stage.url}/sign-in?then=%2Fincidents`)
    await bob.page.getByLabel('E-mail').fill(stage.owner.email)
    await bob.page.getByLabel('Password').fill('not the password')
    await bob.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await bob.page.getByText('The address or the password is wrong.').waitFor()
    expect(await bob.page.getByLabel('E-mail').inputValue()).toBe(stage.owner.email)
    await bob.page.getByLabel('Password').fill(stage.owner.password)
    await bob.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await bob.page.waitForURL(`${stage.url}/incidents`)
    await signOut(bob)
    await bob.page.goto(`${stage.url}/settings`)
    expect(bob.page.url()).toContain('/sign-in')
    await bob.context.close()
  })

  it('never lead to another site after signing in', async () => {
    for (const then of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      const bob = await newPerson()
      await bob.page.goto(`${stage.url}/sign-in?then=${encodeURIComponent(then)}`)
      expect(await bob.page.locator('input[name=then]').inputValue()).toBe('/')
      await bob.context.close()
    }
  })

  it('keep other workspaces out of sight', async () => {
    for (const path of ['/checks/chk_otherworkspc_abc', '/incidents/inc_otherworkspc_abc-1']) {
      const answer = await ann.page.goto(`${stage.url}${path}`)
      expect(answer?.status()).toBe(404)
    }
  })
})

describe('a channel', () => {
  it('shows its secret once, and the real answer of a test', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/channels/new`)
    await page.getByRole('link', { name: 'Webhook', exact: true }).click()
    await page.getByLabel('Address').fill(`${stage.receiver.url}/second`)
    await page.getByLabel('Name').fill('second')
    await page.getByRole('button', { name: 'Add the channel' }).click()
    const secret = await page.locator('code.once').innerText()
    expect(secret).toMatch(/^whsec_/)
    stage.receiver.answer({ kind: 'status', status: 500, body: 'out of paper' })
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('500 out of paper').waitFor()
    expect(await page.content()).not.toContain(secret)
    stage.receiver.answer({ kind: 'status', status: 200, body: 'thanks' })
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('200 thanks').waitFor()
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByLabel('Name').fill('second hook')
    await page.getByLabel('info').check()
    expect(await page.content()).not.toContain(secret)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'second hook' }).waitFor()
    await page.getByText('told at critical, warning, info').waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('200 thanks').nth(1).waitFor()
    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.getByRole('button', { name: 'Switch on' }).waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.waitForURL(`${stage.url}/channels`)
    expect(await page.locator('main').innerText()).not.toContain('second')
  })
})

describe('a drill', () => {
  it('reaches the channels that are on, and can be planned', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/drills`)
    await page.getByRole('button', { name: 'Run a drill now' }).click()
    await page.getByText('The drill reached the one channel').waitFor({ timeout: 40_000 })
    const drilled = stage.receiver.received.find((one) => one.body.includes('DRILL, no alarm'))
    expect(drilled?.verified).toBe(true)
    await page.getByLabel('Every').selectOption('Tuesday')
    await page.getByLabel('At', { exact: true }).fill('25:00')
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await page.getByText('must be a time like 09:30').waitFor()
    await page.getByLabel('At', { exact: true }).fill('10:15')
    await page.getByLabel('Time zone').fill('Europe/Berlin')
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await page.waitForURL(`${stage.url}/drills`)
    expect(await page.getByLabel('At', { exact: true }).inputValue()).toBe('10:15')
    const { data } = await stage.api.get<{ data: { drill: unknown }[] }>('/api/policies')
    expect(data[0]?.drill).toEqual({ cron: '15 10 * * 2', timeZone: 'Europe/Berlin' })
  })

  it('that ends before its page listens is over on the page, too', async () => {
    const { page } = ann
    let listen = () => {}
    const isOver = new Promise<void>((resolve) => {
      listen = resolve
    })
    await page.routeWebSocket(/\/live$/, async (socket) => {
      await isOver
      socket.connectToServer()
    })
    stage.receiver.answer({ kind: 'status', status: 204 }, { kind: 'status', status: 503 })
    await page.goto(`${stage.url}/drills`)
    await page.getByRole('button', { name: 'Run a drill now' }).click()
    await page.getByText('The drill is under way').waitFor()
    await until('the drill is over', 15_000, async () => {
      const { data } = await stage.api.get<{ data: { endedAt: string | null }[] }>('/api/drills')
      return data[0]?.endedAt
    })
    await page.getByText('The drill is under way').waitFor()
    listen()
    await page.getByText('The drill is under way').waitFor({ state: 'hidden', timeout: 5_000 })
  })
})

describe('the settings', () => {
  it('make an API key that works, and stops working when it is removed', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/settings`)
    await page.getByLabel('Name').fill('deploy script')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const key = await page.locator('code.once').innerText()
    const ask = () =>
      fetch(`${stage.url}/api/checks`, { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    const row = page.locator('tr', { hasText: 'deploy script' })
    await row.getByRole('button', { name: 'Remove' }).click()
    await page.waitForURL(`${stage.url}/settings#keys`)
    expect((await ask()).status).toBe(401)
  })

  it('make a ping key, and another one in its place', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/settings`)
    await page.getByRole('button', { name: 'Make a ping key' }).click()
    const shown = page.locator('#ping-key ~ pre').first()
    const first = await shown.innerText()
    expect(first).toMatch(/\/ping\/[a-z0-9]{32}\/backup$/)
    const renew = page.getByRole('button', { name: 'Make a new ping key' })
    await Promise.all([page.waitForNavigation(), renew.click()])
    expect(await shown.innerText()).not.toBe(first)
  })

  it('hide a status page, and refuse a bad address at its field', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/pages`)
    await page.getByLabel('Title').fill('Acme')
    await page.getByLabel('Address').fill('Not A Slug')
    await page.getByRole('button', { name: 'Add the page' }).click()
    await page.getByText('must be 3 to 62 letters').waitFor()
    expect(await page.getByLabel('Title').inputValue()).toBe('Acme')
    await page.getByLabel('Address').fill('acme')
    await page.getByRole('button', { name: 'Add the page' }).click()
    await page.waitForURL(/\/pages\/pag_/)
    await until(
      'the page is public',
      15_000,
      async () => (await fetch(`${stage.url}/status/acme`)).ok,
    )
    await page.goto(`${stage.url}/pages`)
    const row = page.locator('tr', { hasText: '/status/acme' })
    await row.getByRole('button', { name: 'Hide' }).click()
    await row.getByText('hidden').waitFor()
    // The finished page is kept for five seconds.
    await until('nobody sees it any more', 15_000, async () => {
      return (await fetch(`${stage.url}/status/acme`)).status === 404
    })
    await row.getByRole('button', { name: 'Remove' }).click()
    await until('the row is gone', 5_000, async () => (await row.count()) === 0)
  })
})

describe('the figures of a host', () => {
  const chartOf = (person: Person, name: string) =>
    person.page.locator('section', { has: person.page.getByRole('heading', { name }) })

  /** Once what is fresh is in its place. */
  const placedIn = ({ page }: Person) =>
    page.evaluate(
      `new Promise((done) => document.addEventListener('esonar:updated', () => done()))`,
    )

  it('are charts with one pointer, looked at closely by dragging in any of them', async () => {
    const person = await newPerson({ state })
    const { page } = person
    await page.goto(`${stage.url}${paths.agent}`)
    const [memory, load] = [chartOf(person, 'Memory').first(), chartOf(person, 'Load')]
    await load.locator('canvas').waitFor()
    const plot = memory.locator('.u-over')
    await plot.scrollIntoViewIfNeeded()
    const { width: wide } = (await plot.boundingBox())!
    const pointAt = (share: number) => plot.hover({ position: { x: wide * share, y: 60 } })
    const told = (chart: typeof load) => chart.locator('.tip').innerText()
    const timeOf = async (chart: typeof load) => (await told(chart)).split('\n')[0]

    await pointAt(0.25)
    expect(await told(memory)).toMatch(/used \d+(\.\d)? %/)
    expect(await told(memory)).toContain('swap used 3 %')
    expect(await timeOf(load)).toBe(await timeOf(memory))
    expect(await told(load)).toMatch(/one minute -?\d/)
    await keepPicture(person, `agent-pointed-${width}`)
    await pointAt(0.98)
    const end = await timeOf(load)

    await pointAt(0.25)
    await page.mouse.down()
    await pointAt(0.5)
    await page.mouse.up()
    await pointAt(0.98)
    expect(await timeOf(load)).not.toBe(end)
    await plot.dblclick({ position: { x: wide * 0.5, y: 60 } })
    await pointAt(0.98)
    expect(await timeOf(load)).toBe(end)

    const disks = chartOf(person, 'File systems: used')
    await disks.getByLabel('/var', { exact: true }).uncheck()
    await pointAt(0.5)
    expect(await told(disks)).toContain('/srv/backups')
    expect(await told(disks)).not.toContain('/var')
    // One that was hidden when it was drawn has its room when it is seen.
    await page.getByText('more charts').click()
    const hidden = chartOf(person, 'Network: in').locator('canvas')
    await until('the chart is wide', 5_000, async () => {
      return ((await hidden.boundingBox())?.width ?? 0) > 250
    })
    await keepPicture(person, `agent-all-${width}`)
    expect(person.faults).toEqual([])
    await person.context.close()
  })

  it('are drawings and tables without JavaScript, which an address keeps', async () => {
    const person = await newPerson({ state, script: false })
    const { page } = person
    await page.goto(`${stage.url}${paths.agent}?range=6h#figures`)
    const disks = chartOf(person, 'File systems: used')
    expect(await disks.locator('svg.drawing path').count()).toBe(3)
    expect(await disks.locator('table').innerText()).toMatch(/\/var\s.*96 %/)
    await page.getByText('more charts').click()
    await chartOf(person, 'Network: in').locator('svg.drawing').waitFor()
    await page.getByRole('link', { name: 'Compare with 7 days before' }).click()
    await page.getByText('Dashed: 7 days before').waitFor()
    await keepPicture(person, `agent-drawn-${width}`)
    expect(page.url()).toContain('range=6h&beside=before#figures')
    await page.getByRole('link', { name: '24h', exact: true }).click()
    await page.waitForURL(/range=24h&beside=before#figures/)
    await person.context.close()
  })

  it('have the week before under them, dashed', async () => {
    const person = await newPerson({ state })
    const { page } = person
    // Nothing of a week ago is known of an agent that has just joined: it is laid under what is known.
    await page.route('**/figures?*beside=before', async (route) => {
      const response = await route.fetch()
      const json = await response.json()
      for (const line of json.charts.flatMap((one: { lines: object[] }) => one.lines)) {
        line.before = line.points.map(([at]: [number]) => [at, line.label === 'used' ? 90 : 1])
      }
      await route.fulfill({ response, json })
    })
    await page.goto(`${stage.url}${paths.agent}?range=6h&beside=before`)
    const memory = chartOf(person, 'Memory').first()
    const canvas = memory.locator('canvas')
    await canvas.waitFor()
    expect(await beginningsOf(canvas, '--accent')).toBeGreaterThan(15)
    expect(await memory.locator('.compare .dashed').count()).toBe(2)
    await memory.locator('.u-over').hover({ position: { x: 40, y: 60 } })
    expect(await memory.locator('.tip').innerText()).toContain('used, 7 days before 90 %')
    await keepPicture(person, `agent-before-${width}`)
    await memory.getByLabel('used, 7 days before', { exact: true }).uncheck()
    expect(await beginningsOf(canvas, '--accent')).toBeLessThan(10)
    expect(person.faults).toEqual([])
    await person.context.close()
  })

  it('renew themselves, and keep what somebody looks at', async () => {
    const person = await newPerson({ state })
    const { page } = person
    await page.clock.install()
    await page.goto(`${stage.url}${paths.agent}?range=6h`)
    await page.evaluate('window.notReloaded = true')
    const [memory, disks] = [chartOf(person, 'Memory').first(), chartOf(person, 'File systems')]
    const plot = memory.locator('.u-over')
    await plot.scrollIntoViewIfNeeded()
    const { width: wide } = (await plot.boundingBox())!
    const pointAt = (share: number) => plot.hover({ position: { x: wide * share, y: 60 } })
    const told = () => memory.locator('.tip').innerText()
    await disks.getByLabel('/var', { exact: true }).uncheck()
    await pointAt(0.999)
    expect(await told()).not.toContain('swap used 77 %')

    await office.report({ 'swap.usedPercent': 77, 'load.fifteenMinutes': 4 })
    await page.clock.runFor(320_000)
    await until('the pointer tells what came in', 5_000, async () =>
      (await told()).includes('swap used 77 %'),
    )
    const row = memory.locator('tr', { hasText: 'swap used' })
    expect(await row.innerText()).toMatch(/77 %$/)
    expect(await memory.getByRole('img').getAttribute('aria-label')).toContain('3 % to 77 %')
    expect(await disks.getByLabel('/var', { exact: true }).isChecked()).toBe(false)
    // What was not told of before has its line, and each line its own name.
    const load = chartOf(person, 'Load')
    expect(await load.locator('.compare').innerText()).toContain('fifteen minutes')

    await pointAt(0.25)
    await page.mouse.down()
    await pointAt(0.999)
    await page.mouse.up()
    await pointAt(0.02)
    const begun = (await told()).split('\n')[0]
    const placed = placedIn(person)
    await page.clock.runFor(320_000)
    await placed
    await pointAt(0.03)
    await pointAt(0.02)
    expect((await told()).split('\n')[0]).toBe(begun)
    expect(await page.evaluate('window.notReloaded')).toBe(true)
    expect(person.faults).toEqual([])
    await person.context.close()
  })

  it('stay, with a word, when eSonar is away and when the session has ended', async () => {
    const person = await newPerson({ state })
    const { page, context } = person
    await page.clock.install()
    await page.goto(`${stage.url}${paths.agent}?range=6h`)
    const canvas = chartOf(person, 'Load').locator('canvas')
    await canvas.waitFor()
    // Nobody looks, and nothing is asked for; who comes back need not wait for the next time.
    const turn = (state: string) =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState',
        { value: '${state}', configurable: true });
        void document.dispatchEvent(new Event('visibilitychange'))`)
    const asked: string[] = []
    page.on('request', (one) => asked.push(new URL(one.url()).pathname))
    await turn('hidden')
    await page.clock.runFor(320_000)
    expect(asked).toEqual([])
    const placed = placedIn(person)
    await turn('visible')
    await placed
    expect(asked).toEqual([`${paths.agent}/figures`, paths.agent])

    const line = page.locator('.stale')
    await context.setOffline(true)
    await page.clock.runFor(320_000)
    await line.waitFor()
    expect(await line.innerText()).toMatch(/^Nothing heard from eSonar since .+: what is shown/)
    await context.setOffline(false)
    await until('the line is gone', 10_000, async () => {
      await page.clock.runFor(31_000)
      return (await line.count()) === 0
    })

    await context.clearCookies()
    await page.clock.runFor(320_000)
    await line.waitFor()
    expect(await line.innerText()).toMatch(/^You are signed out: what is shown is as of \d/)
    const then = encodeURIComponent(`${paths.agent}?range=6h`)
    const again = line.getByRole('link', { name: 'Sign in again' })
    expect(await again.getAttribute('href')).toBe(`/sign-in?then=${then}`)
    expect(await canvas.isVisible()).toBe(true)
    expect(await beginningsOf(canvas, '--accent')).toBeGreaterThan(0)
    const own = person.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault))
    expect(own).toEqual([])
    await context.close()
  })

  it('are led to by an incident of the host, on the days around it', async () => {
    const { page } = ann
    const { data } = await stage.api.get<{ data: { id: string; kind: string }[] }>('/api/incidents')
    await page.goto(`${stage.url}/incidents/${data.find((one) => one.kind === 'host')?.id}`)
    await page.getByRole('link', { name: 'figures of office' }).click()
    await page.waitForURL(/\/agents\/agt_.*from=.*&to=.*#figures/)
    await chartOf(ann, 'Load').locator('canvas').waitFor()
  })
})

describe('the page of an incident', () => {
  it('has each of its times in the reader’s own zone, in its picture too', async () => {
    const far = await newPerson({ state, zone: 'Asia/Tokyo' })
    const { page } = far
    await page.goto(`${stage.url}${paths.incident}`)
    const head = page.locator('.picture text[data-instant]')
    const at = new Date((await head.getAttribute('data-instant'))!)
    const clock = { timeZone: 'Asia/Tokyo', timeStyle: 'medium' } as const
    expect(await head.textContent()).toBe(at.toLocaleTimeString('en-GB', clock))
    expect(await page.locator('main').innerText()).not.toMatch(/\d UTC/)
    await keepPicture(far, `incident-far-${width}`)
    await far.context.close()
  })
})

describe('maintenance', () => {
  it('is planned from now on, shows on the overview, and is ended', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/maintenance`)
    await page.locator('[name=endsAt]').fill('2020-01-01T00:00')
    await page.getByRole('button', { name: 'Plan it' }).click()
    await page.locator('#f-endsAt-fault').waitFor()
    await page.goto(`${stage.url}/maintenance`)
    await page.getByLabel('blips').check()
    await page.getByRole('button', { name: 'Plan it' }).click()
    await page.locator('.health.maintenance').waitFor()
    await page.goto(`${stage.url}/`)
    const row = page.locator('.row', { hasText: 'blips' })
    await row.locator('.health.maintenance').waitFor()
    expect(await page.locator('.checks .health.maintenance').count()).toBe(1)
    await page.goto(`${stage.url}/maintenance`)
    await page.getByRole('button', { name: 'End now' }).click()
    await page.getByRole('button', { name: 'End now' }).waitFor({ state: 'detached' })
    await page.goto(`${stage.url}/`)
    await row.waitFor()
    expect(await page.locator('.checks .health.maintenance').count()).toBe(0)
  })
})

describe('every page', () => {
  // Two walk at once: most of a visit is waiting until the network is still.
  it('is accessible, fits and is silent, light and dark', { timeout: 180_000 }, async () => {
    const left = Object.entries(paths)
    const walk = async () => {
      const person = await newPerson({ state })
      for (let one = left.pop(); one; one = left.pop()) {
        await person.page.goto(`${stage.url}${one[1]}`)
        await person.page.waitForLoadState('networkidle')
        await lookInBoth(person, one[0])
      }
      expect(person.faults).toEqual([])
      await person.context.close()
    }
    await Promise.all([walk(), walk()])
  })

  it('is light: 60 KB in public, 120 KB inside', async () => {
    for (const [path, kilobytesMax] of [
      [paths.status, 60],
      [paths.overview, 120],
      [paths.check, 120],
    ] as const) {
      const person = await newPerson({ state })
      const session = await person.context.newCDPSession(person.page)
      await session.send('Network.enable')
      let bytes = 0
      session.on('Network.loadingFinished', (one) => {
        bytes += one.encodedDataLength
      })
      await person.page.goto(`${stage.url}${path}`)
      await person.page.waitForLoadState('networkidle')
      expect(bytes, `${path} took ${bytes} bytes`).toBeLessThanOrEqual(kilobytesMax * 1024)
      expect(bytes).toBeGreaterThan(1_000)
      await person.context.close()
    }
  })

  it('shows where the keyboard is', async () => {
    const { page } = ann
    await page.goto(`${stage.url}/checks/new`)
    const reached: string[] = []
    // As many as there are kinds of checks stand before the form.
    for (let press = 0; press < 40 && reached.at(-1) !== 'Add the check'; press += 1) {
      await page.keyboard.press('Tab')
      reached.push(
        (await page.evaluate(
          `(() => { const one = document.activeElement; const ring = getComputedStyle(one).outlineStyle; return (one.textContent.trim() || one.name || '') + (ring === 'none' ? ' WITHOUT RING' : '') })()`,
        )) as string,
      )
    }
    expect(reached).toContain('url')
    expect(reached).toContain('Add the check')
    expect(reached.filter((one) => one.endsWith('WITHOUT RING'))).toEqual([])
  })
})
