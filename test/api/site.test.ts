// The public site: who sees which of its pages, what they say, and that prices and examples come
// from the code they speak of.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plans } from '../../workers/domain/plan.ts'
import { type Browser, openBrowser, site } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let stranger: Browser
beforeAll(async () => {
  world = await openWorld('deny', 'free')
  stranger = openBrowser(world)
})
beforeEach(() => {
  world.hub.settings.plan = 'free'
  world.hub.settings.legal = { name: '', address: '', contact: '', law: '' }
})
afterAll(() => world.stop())

/** The same installation, run by its owner for themselves. */
function atHome(): Browser {
  world.hub.settings.plan = 'self-hosted'
  return stranger
}

describe('the landing page', () => {
  it('says how eSonar differs, in the first words', async () => {
    const { status, text, html } = await stranger.get('/')
    expect(status).toBe(200)
    const first = text.slice(0, text.indexOf('An alarm that says'))
    for (const words of ['three places or more', 'slow from down', 'outside and inside']) {
      expect(first).toContain(words)
    }
    expect(first).toContain('every alarm and every silence')
    expect(html).not.toContain('<script')
  })

  it('shows a verdict and a ledger of the program, marked as an example', async () => {
    const { text, html } = await stranger.get('/')
    expect(text).toContain('shop checkout is down: connection refused, seen from 4 of 4 places')
    expect(text).toContain('Rule: a strict majority of the places asked')
    expect(text).toContain('only one place failed, and the others went on passing')
    expect(text).toContain('it fell into a maintenance window')
    expect(html.match(/<span class="tag">example<\/span>/g)).toHaveLength(2)
    expect(html).not.toContain('href="/suspicions/')
  })

  it('gives way to the overview for whoever is signed in', async () => {
    const { text } = await world.ask('GET', '/', {
      person: 'u1',
      headers: { accept: 'text/html' },
    })
    expect(text).toContain('Sign out')
  })

  it('is not there for a program, nor on a machine of one’s own', async () => {
    expect((await world.ask('GET', '/', { key: 'esn_unknown-key-0000000000000000' })).status).toBe(
      401,
    )
    const { to, status } = await atHome().get('/')
    expect([status, to]).toEqual([303, '/sign-in?then=%2F'])
  })
})

describe('prices', () => {
  it('are those of the plans, by the month and by the year', async () => {
    const month = await stranger.get('/pricing')
    const year = await stranger.get('/pricing?per=year')
    for (const [name, { label, price, limits }] of Object.entries(plans)) {
      expect(month.text).toContain(label)
      if (price === null || price.monthly === 0) continue
      expect(month.text).toContain(`$${price.monthly} a month`)
      expect(year.text).toContain(`$${price.yearly} a year`)
      expect(month.text).toContain(`${limits.intervalSecondsMin} s`)
      expect(year.html).toContain(`/sign-up?plan=${name}&amp;per=year`)
    }
    expect(month.headers.get('cache-control')).toContain('public')
  })

  it('are not there on a machine of one’s own', async () => {
    expect((await atHome().get('/pricing')).status).toBe(404)
  })
})

describe('docs', () => {
  it('are there, hosted and at home, in a list and one by one', async () => {
    for (const plan of ['free', 'self-hosted']) {
      world.hub.settings.plan = plan
      const browser = stranger
      const list = await browser.get('/docs')
      expect(list.html).toContain('href="/docs/verdict"')
      const page = await browser.get('/docs/verdict')
      expect(page.text).toContain('No false page, no missed outage.')
      expect(page.html).toContain('id="the-stories"')
      const decision = await browser.get('/docs/decisions/0003-fetch-first')
      expect(decision.status).toBe(200)
    }
  })

  it.each(['/docs/nothing', '/docs/..%2Fpackage', '/docs/a/b/c'])('have no %s', async (path) => {
    expect((await stranger.get(path)).status).toBe(404)
  })
})

describe('legal pages', () => {
  it('say plainly what the operator has not filled in', async () => {
    const { text } = await stranger.get('/legal/imprint')
    expect(text).toContain('has not filled this page in')
    expect(text).toContain('OPERATOR_NAME, OPERATOR_ADDRESS, OPERATOR_CONTACT, OPERATOR_LAW')
  })

  it('name the operator, whatever the name is', async () => {
    const legal = { name: 'A <b> & Co', address: 'Way 1', contact: 'a@b.example', law: 'Law' }
    world.hub.settings.legal = legal
    const { html, text } = await stranger.get('/legal/terms')
    expect(html).toContain('A &#60;b&#62; &#38; Co')
    expect(text).not.toContain('has not filled this page in')
    expect(html).not.toContain('{{')
    for (const name of ['privacy', 'imprint', 'dpa']) {
      expect((await stranger.get(`/legal/${name}`)).status).toBe(200)
    }
  })

  it('are at home only where somebody has filled them in', async () => {
    const browser = atHome()
    expect((await browser.get('/legal/imprint')).status).toBe(404)
    expect((await browser.get('/docs')).html).not.toContain('/legal/')
    world.hub.settings.legal = { ...world.hub.settings.legal, name: 'Ann' }
    expect((await browser.get('/legal/imprint')).text).toContain('Ann')
  })
})

describe('for search engines', () => {
  it('every page of the map is there', async () => {
    const { html } = await stranger.get('/sitemap.xml')
    const urls = [...html.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1]!)
    expect(urls.length).toBeGreaterThan(35)
    for (const url of urls) {
      expect(url.startsWith(site), url).toBe(true)
      expect((await stranger.get(url.slice(site.length))).status, url).toBe(200)
    }
  })

  it('robots are kept from links that work once', async () => {
    const { html } = await stranger.get('/robots.txt')
    expect(html).toContain('Disallow: /a/')
    expect(html).toContain(`Sitemap: ${site}/sitemap.xml`)
  })
})
