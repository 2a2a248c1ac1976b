// Subscribers of status pages: nobody is told who did not ask, each is told once, and leaves with one
// click.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signatureOf } from '../../workers/channel/sign.ts'
import { snapshotOf } from '../../workers/domain/page.ts'
import { runNotices } from '../../workers/flow/notices.ts'
import type { OutgoingRequest, SendOutcome } from '../../workers/ports.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let page: string
let shop: string
let desk: string
let passed = 0

beforeAll(async () => {
  world = await openWorld()
  world.hub.settings.carriers = {
    ...world.hub.settings.carriers,
    mail: { kind: 'door', secret: 's', from: 'status@esonar.test', url: 'http://door.test/mail' },
    baseUrl: 'http://esonar.test',
  }
  const groups = [
    {
      name: null,
      components: [
        { name: 'Shop', check: null, hand: 'up' },
        { name: 'Desk', check: null, hand: 'up' },
      ],
    },
  ]
  const made = await world.ask('POST', '/api/pages', {
    body: { slug: 'news', title: 'Acme', groups },
  })
  page = made.json.id
  shop = made.json.groups[0].components[0].key
  desk = made.json.groups[0].components[1].key
  const config = (await world.hub.config.whole(acme))!
  const own = config.pages.find((one) => one.id === page)!
  world.kv.set('page:news', snapshotOf(own, config, new Map(), Date.now()))
})
afterAll(() => world.stop())

const pass = (ms: number) => {
  passed += ms
  world.hub.now = () => Date.now() + passed
}
const form = (path: string, fields: [string, string][], headers: Record<string, string> = {}) => {
  // The limiter's bucket refills.
  pass(60_000)
  return world.app.request(`http://esonar.test/status/news${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'accept-language': 'de', ...headers },
  })
}
interface Sent {
  to: string
  subject: string
  text: string
  html: string
  id: string
  headers: Record<string, string>
}
const mails = (): Sent[] =>
  world.outgoing.filter((one) => one.url.includes('door.test')).map((one) => JSON.parse(one.body))
const byMail = (address: string, components: string[] = []) =>
  form('/subscribe', [
    ['kind', 'mail'],
    ['lang', 'de'],
    ['address', address],
    ...components.map((one): [string, string] => ['components', one]),
  ])
const linkIn = (mail: Sent) =>
  new URL(/http:\S+\/subscriber\/\S+/.exec(mail.text)![0]).pathname.replace('/status/news', '')
const subscribers = async () =>
  (await world.ask('GET', `/api/pages/${page}/subscribers`)).json.data as {
    id: string
    address: string
    confirmedAt: string | null
  }[]
const tell = (components: string[], title = 'Kasse <kaputt>') =>
  world.ask('POST', `/api/pages/${page}/posts`, {
    body: { title, components, text: 'Wir suchen.' },
  })

describe('by mail', () => {
  it('nobody is told who did not confirm, and looking is not confirming', async () => {
    const answer = await byMail('ann@reader.example', [shop])
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('an ann@reader.example unterwegs')
    const [mail] = mails()
    expect(mail).toMatchObject({ to: 'ann@reader.example' })
    expect(mail!.subject).toBe('Benachrichtigungen von Acme bestätigen')
    const look = await world.app.request(`http://esonar.test/status/news${linkIn(mail!)}`)
    expect(await look.text()).toContain('Benachrichtigungen an ann@reader.example senden?')
    expect(await subscribers()).toMatchObject([{ confirmedAt: null }])
    expect((await form(`${linkIn(mail!)}/confirm`, [])).status).toBe(200)
    expect((await subscribers())[0]!.confirmedAt).toMatch(/^20/)
  })

  it('the same is said to all, and nobody is flooded', async () => {
    const before = mails().length
    expect(await (await byMail('ann@reader.example')).text()).toContain('unterwegs')
    await byMail('bob@reader.example')
    await byMail('bob@reader.example')
    expect(mails().length).toBe(before + 1)
    expect((await subscribers())[1]).toMatchObject({ confirmedAt: expect.anything() })
  })

  it.each(['', 'ann', 'ann@a.example\nBcc: x@y.example', 'ann@a.example, bob@b.example'])(
    'refuses %j as an address',
    async (address) => {
      const answer = await byMail(address)
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('Das ist keine Adresse.')
    },
  )

  it('takes no form of another site, and no link that was made up', async () => {
    const foreign = { origin: 'https://evil.example' }
    expect((await form('/subscribe', [['address', 'x@y.example']], foreign)).status).toBe(403)
    const link = linkIn(mails()[0]!)
    const forged = `${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`
    for (const one of [forged, '/subscriber/x', '/subscriber/'])
      expect((await form(one, [])).status, one).toBe(404)
    expect(await subscribers()).toHaveLength(2)
  })

  it('each update is sent once, in the reader’s language, with a way to leave', async () => {
    const before = mails().length
    pass(1_000)
    await tell([desk])
    const { json } = await tell([shop])
    await runNotices(world.hub)
    await runNotices(world.hub)
    const sent = mails().slice(before)
    // Ann wants the shop alone; Bob did not confirm.
    expect(sent.map((one) => one.to)).toEqual(['ann@reader.example'])
    const [mail] = sent
    expect(mail!.subject).toBe('Acme: Kasse <kaputt> (Wird untersucht)')
    expect(mail!.html).toContain('Kasse &lt;kaputt&gt;')
    expect(mail!.text).toContain('Wir suchen.')
    expect(mail!.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    expect(mail!.headers['List-Unsubscribe']).toContain(linkIn(mail!))
    const updates = `/api/pages/${page}/posts/${json.id}/updates`
    await world.ask('POST', updates, { body: { state: 'resolved' } })
    await runNotices(world.hub)
    expect(mails().at(-1)!.subject).toContain('(Behoben)')
    const { json: notices } = await world.ask('GET', `/api/pages/${page}/notices`)
    expect(notices.data.map((one: { state: string }) => one.state)).toEqual(['sent', 'sent'])
    for (const secret of ['chk_', 'pst_', 'pag_'])
      expect(mail!.text + mail!.html).not.toContain(secret)
  })

  it('what failed is tried again, in order, and given up some time', async () => {
    const before = mails().length
    world.outcomes.set('door.test', () => failed)
    const { json } = await tell([shop], 'Zweite')
    await runNotices(world.hub)
    await world.ask('POST', `/api/pages/${page}/posts/${json.id}/updates`, {
      body: { state: 'identified' },
    })
    await runNotices(world.hub)
    // The later one waits for the first.
    expect(mails().length).toBe(before + 1)
    world.outcomes.delete('door.test')
    pass(61_000)
    await runNotices(world.hub)
    await runNotices(world.hub)
    const sent = mails().slice(before)
    expect(sent.map((one) => one.subject.split('(')[1])).toEqual([
      'Wird untersucht)',
      'Wird untersucht)',
      'Ursache gefunden)',
    ])
    expect(sent[0]!.id).toBe(sent[1]!.id)
    world.outcomes.set('door.test', () => failed)
    await tell([shop], 'Dritte')
    for (let count = 0; count < 9; count += 1) {
      await runNotices(world.hub)
      pass(43_200_001)
    }
    const { json: notices } = await world.ask('GET', `/api/pages/${page}/notices`)
    expect(notices.data.map((one: { state: string }) => one.state)).toContain('dead')
    world.outcomes.delete('door.test')
  })

  it('one click of a mail program leaves, from wherever it is', async () => {
    const link = linkIn(mails().at(-1)!)
    const click = await form(link, [['List-Unsubscribe', 'One-Click']], {
      origin: 'https://mail.example',
    })
    expect(click.status).toBe(200)
    expect((await subscribers()).map((one) => one.address)).not.toContain('ann@reader.example')
    expect((await form(link, [])).status).toBe(404)
  })
})

const failed: SendOutcome = {
  kind: 'answered',
  status: 503,
  body: 'later',
  retryAfterSeconds: null,
  ms: 1,
}

describe('by webhook', () => {
  const byHook = (address: string) =>
    form('/subscribe', [
      ['kind', 'webhook'],
      ['lang', 'en'],
      ['address', address],
    ])
  const calls = () => world.outgoing.filter((one) => one.url.includes('hook.example'))
  const header = (one: OutgoingRequest, name: string) =>
    one.headers.find(([key]) => key === name)?.[1] ?? ''

  it('whoever does not say the challenge back is not called again', async () => {
    const answer = await byHook('https://hook.example/x')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('It did not send the challenge back.')
    for (const address of ['javascript:alert(1)', 'file:///etc/passwd', 'hook.example'])
      expect((await byHook(address)).status, address).toBe(422)
    expect(calls()).toHaveLength(1)
  })

  it('calls are signed by a secret that is shown once', async () => {
    world.outcomes.set('hook.example', (request) => ({
      ...failed,
      status: 200,
      body: JSON.stringify({ challenge: JSON.parse(request.body).challenge }),
    }))
    const text = await (await byHook('https://hook.example/x')).text()
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(text)![0]
    expect((await world.ask('GET', `/api/pages/${page}/subscribers`)).text).not.toContain('whsec_')
    const rows = await world.place.query('select secret from page_subscribers where secret <> $1', [
      '',
    ])
    expect(JSON.stringify(rows)).not.toContain(secret)
    pass(1_000)
    await tell([desk], 'Called')
    await runNotices(world.hub)
    const call = calls().at(-1)!
    const ticket = {
      id: header(call, 'webhook-id'),
      timestampSeconds: Number(header(call, 'webhook-timestamp')),
    }
    expect(header(call, 'webhook-signature')).toBe(await signatureOf(secret, ticket, call.body))
    const body = JSON.parse(call.body)
    expect(body).toMatchObject({ type: 'status.update', post: { components: [desk] } })
    expect(call.body).not.toMatch(/chk_|pst_|pag_|inc_/)
  })
})

describe('a page’s owner', () => {
  it('sees and removes subscribers, and nobody else does', async () => {
    const [one] = await subscribers()
    const path = `/api/pages/${page}/subscribers`
    expect((await world.ask('GET', path, { key: keys.bolt })).status).toBe(404)
    expect((await world.ask('DELETE', `${path}/${one!.id}`, { key: keys.bolt })).status).toBe(404)
    expect((await world.ask('DELETE', `${path}/${one!.id}`, { key: keys.viewer })).status).toBe(403)
    const shown = await world.ask('GET', `/pages/${page}/subscribers`)
    expect(shown.text).toContain(one!.address)
    expect((await world.ask('DELETE', `${path}/${one!.id}`)).status).toBe(204)
    expect((await subscribers()).map((it) => it.id)).not.toContain(one!.id)
  })

  it('keeps a private page’s form shut', async () => {
    await world.ask('PUT', `/api/pages/${page}/access`, { body: { access: 'members' } })
    const config = (await world.hub.config.whole(acme))!
    const own = config.pages.find((one) => one.id === page)!
    world.kv.set('page:news', snapshotOf(own, config, new Map(), Date.now()))
    expect((await byMail('eve@reader.example')).status).toBe(404)
    expect((await world.app.request('http://esonar.test/status/news/subscribe')).status).toBe(404)
  })
})
