// Files that mean no good, at the one place where a file is taken: the logo of a status page. What is
// refused says why on the form; what is taken is served as a picture that can do nothing.
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { snapshotOf } from '../../workers/domain/page.ts'
import { site } from './browser.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let page: string
beforeAll(async () => {
  world = await openWorld()
  const { json } = await world.ask('POST', '/api/pages', { body: { slug: 'news', title: 'Acme' } })
  page = json.id
})
afterAll(() => world.stop())

interface Upload {
  bytes: Uint8Array<ArrayBuffer> | string
  name?: string
  type?: string
}

/** As a browser sends a form with a file. */
async function upload({ bytes, name = 'logo.svg', type = 'image/svg+xml' }: Upload, by = 'u1') {
  const form = new FormData()
  form.set('logo', new File([bytes], name, { type }))
  const cookie = `person=${by}; esonar.workspace=${acme}`
  const answer = await world.app.request(`${site}/pages/${page}/logo`, {
    method: 'POST',
    headers: { accept: 'text/html', origin: site, cookie },
    body: form,
  })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

/** The logo as everybody gets it; null: there is none. */
async function served() {
  const config = (await world.hub.config.whole(acme))!
  const own = config.pages.find((one) => one.id === page)!
  if (!own.logo) return null
  const logo = await world.hub.publication.logo(acme, page)
  world.kv.set('page:news', snapshotOf(own, config, new Map(), Date.now()))
  world.kv.set('logo:news', logo)
  const answer = await world.app.request(`${site}/status/news/logo-${own.logo.hash}`)
  return { headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

const svg = (inner: string, more = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg"${more}>${inner}</svg>`

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
const header = (width: number, height: number) => {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width)
  data.writeUInt32BE(height, 4)
  data.set([8, 2], 8)
  return chunk('IHDR', data)
}
const png = (parts: Buffer[], end = chunk('IEND', Buffer.alloc(0)), side = 1) =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      header(side, side),
      ...parts,
      chunk('IDAT', deflateSync(Buffer.from([0, 1, 2, 3]))),
      end,
    ]),
  )
const script = Buffer.from('<script>alert(document.domain)</script>')

describe('a logo is refused', () => {
  it.each<[string, Upload]>([
    ['a script in it', { bytes: svg('<script>alert(1)</script>') }],
    [
      'a script by another prefix',
      { bytes: svg('<x:script xmlns:x="http://www.w3.org/2000/svg"/>') },
    ],
    ['a script cut by a comment', { bytes: svg('<scr<!-- -->ipt>alert(1)</script>') }],
    ['an act at load', { bytes: svg('', ' onload="alert(1)"') }],
    ['an act without quotes', { bytes: svg('<rect onclick=alert(1) />') }],
    ['HTML in it', { bytes: svg('<foreignObject><iframe src="/"/></foreignObject>') }],
    ['a link that runs', { bytes: svg('<a href="javascript:alert(1)"><rect/></a>') }],
    ['a picture from elsewhere', { bytes: svg('<image href="https://evil.example/x.png"/>') }],
    ['a fill from elsewhere', { bytes: svg('<rect fill="url(https://evil.example/x#a)"/>') }],
    ['a use of elsewhere', { bytes: svg('<use href="https://evil.example/x.svg#a"/>') }],
    ['a style', { bytes: svg('<style>@import "https://evil.example/x.css";</style>') }],
    ['an animation of an address', { bytes: svg('<set attributeName="href" to="javascript:x"/>') }],
    [
      'a file of ours',
      { bytes: `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('&x;')}` },
    ],
    ['a billion laughs', { bytes: `<!DOCTYPE svg [<!ENTITY a "&#38;a;&#38;a;">]>${svg('&a;')}` }],
    ['a sheet of style', { bytes: `<?xml-stylesheet href="https://evil.example/x"?>${svg('')}` }],
    [
      'a page that calls itself an SVG',
      { bytes: '<html><script>alert(1)</script><svg></svg></html>' },
    ],
    [
      'a page that calls itself a PNG',
      { bytes: '<html></html>', name: 'x.png', type: 'image/png' },
    ],
    ['a GIF', { bytes: 'GIF89a/*<svg/onload=alert(1)>*/=1;', name: 'x.gif', type: 'image/gif' }],
    ['a broken PNG', { bytes: png([]).slice(0, 40), name: 'x.png', type: 'image/png' }],
    ['a PNG of a million pixels', { bytes: png([], undefined, 60_000), name: 'x.png' }],
    ['a length past its end', { bytes: png([Buffer.from([255, 255, 255, 255, 73, 68, 65, 84])]) }],
    ['too large a file', { bytes: svg(' '.repeat(42_000)) }],
    ['an empty file', { bytes: '' }],
  ])('with %s', async (_what, file) => {
    const { status, html } = await upload(file)
    expect(status).toBe(422)
    expect(html).toMatch(/role="alert"|class="fault"|aria-invalid/)
    expect(html).not.toMatch(/<script>alert|onload=|javascript:/)
    expect(await served()).toBeNull()
  })

  it('that is larger than any body, or has no end', async () => {
    expect((await upload({ bytes: 'x'.repeat(300_000) })).status).toBe(413)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(stream) {
        sent += 8_192
        if (sent > 50_000_000) stream.error(new Error('it was read to its end'))
        else stream.enqueue(new Uint8Array(8_192))
      },
    })
    const request = new Request(`${site}/pages/${page}/logo`, {
      method: 'POST',
      headers: { origin: site, cookie: `person=u1; esonar.workspace=${acme}` },
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect((await world.app.request(request)).status).toBe(413)
    expect(sent).toBeLessThan(1_000_000)
  })

  it('when it is a text, of another workspace, or from another site', async () => {
    const cookie = `person=u1; esonar.workspace=${acme}`
    const form = { form: { logo: svg('') }, headers: { cookie, accept: 'text/html' } }
    expect((await world.ask('POST', `/pages/${page}/logo`, { person: 'u1', ...form })).status).toBe(
      422,
    )
    expect((await upload({ bytes: svg('<rect/>') }, 'u2')).status).toBe(404)
    const body = { data: btoa(svg('<rect/>')) }
    const stranger = await world.ask('PUT', `/api/pages/${page}/logo`, { key: keys.bolt, body })
    expect(stranger.status).toBe(404)
    expect(await served()).toBeNull()
  })
})

describe('a logo that is taken', () => {
  it('loses all of a PNG that is no picture', async () => {
    const parts = [chunk('tEXt', script), chunk('zTXt', script), chunk('iCCP', script)]
    const bytes = new Uint8Array([...png(parts), ...script])
    const name = '../../<img src=x onerror=alert(1)>.html'
    const { status } = await upload({ bytes, name, type: 'text/html' })
    expect(status).toBe(303)
    const logo = (await served())!
    expect(logo.headers.get('content-type')).toBe('image/png')
    expect(logo.headers.get('x-content-type-options')).toBe('nosniff')
    expect(logo.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(Buffer.from(logo.bytes).toString('latin1')).not.toContain('script')
    expect(logo.bytes).toEqual(png([]))
  })

  it('is a picture whatever it calls itself', async () => {
    const { status } = await upload({ bytes: svg('<rect/>'), name: 'x.html', type: 'text/html' })
    expect(status).toBe(303)
    const logo = (await served())!
    expect(logo.headers.get('content-type')).toBe('image/svg+xml')
    expect(logo.headers.get('content-disposition') ?? '').not.toContain('html')
    expect(new TextDecoder().decode(logo.bytes)).toBe(svg('<rect/>'))
  })
})
