// The resolver of this machine: what /etc/hosts says, without asking anybody; all else from name
// servers on real sockets that answer, refuse, cut off, are silent, or are not there.
import { createSocket, type Socket } from 'node:dgram'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { messageOf, nameOf, recordOf, type Said } from '../test/fakes/doh.ts'
import { decodeMessage, encodeQuery } from '../workers/probe/dns-message.ts'
import { freePort } from './port.ts'
import { reply, startResolver } from './resolver.ts'
import type { NameServer } from './upstream.ts'

const open: (Socket | Server)[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const address = '127.0.0.1'
const mx = recordOf('MX', Buffer.concat([Buffer.from([0, 10]), nameOf('mail.shop.test')]))
type Answer = Said | 'silence'

/** A name server: what it says over UDP, and over TCP. `asked` are the questions it heard. */
async function nameServer(udp: (message: Buffer) => Answer, tcp: Said = {}) {
  const asked: Buffer[] = []
  const socket = createSocket('udp4')
  open.push(socket)
  socket.on('message', (message, { port, address: from }) => {
    asked.push(message)
    const said = udp(message)
    if (said !== 'silence') socket.send(messageOf(questionOf(message), said), port, from)
  })
  const server = createServer((one) => {
    one.on('error', () => undefined)
    one.on('data', (bytes: Buffer) => {
      const message = messageOf(questionOf(bytes.subarray(2)), tcp)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      // In two parts, as may be.
      one.write(length)
      setTimeout(() => one.end(message), 20)
    })
  })
  open.push(server)
  // TCP chooses: among ports of UDP hardly any is taken, among its own one may be.
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).bind(port, address, resolve)
  })
  return { asked, at: { address, port } satisfies NameServer }
}

function questionOf(message: Buffer) {
  let at = 12
  while (message[at] !== 0) at += message[at]! + 1
  return { id: message.readUInt16BE(0), raw: message.subarray(12, at + 5) }
}

const query = (name: string, type: 'A' | 'MX' | 'NS' = 'MX') =>
  Buffer.from(encodeQuery({ name, type, dnssec: true }))

async function told(servers: NameServer[], question = query('shop.test')) {
  const answer = await reply(question, servers)
  return answer === 'silent' ? answer : decodeMessage(answer)
}

describe('what /etc/hosts says', () => {
  it('is answered without asking anybody', async () => {
    const found = await told([], query('localhost', 'A'))
    expect(found).toMatchObject({ id: 0, rcode: 0, answers: [{ data: '127.0.0.1' }] })
  })

  it('and what is no question is refused', async () => {
    await expect(reply(Buffer.from('GET / HTTP/1.1\r\n'))).rejects.toThrow()
  })
})

describe('what name servers say', () => {
  it('is told with its records, under the id of the question', async () => {
    const server = await nameServer(() => ({ records: [mx] }))
    expect(await told([server.at])).toMatchObject({
      id: 0,
      rcode: 0,
      answers: [{ type: 'MX', data: '10 mail.shop.test', ttlSeconds: 300 }],
    })
    expect(server.asked[0]!.readUInt16BE(10)).toBe(1)
  })

  it.each([
    ['NXDOMAIN', 3],
    ['SERVFAIL', 2],
    ['REFUSED', 5],
  ])('%s is told as such', async (_name, rcode) => {
    const server = await nameServer(() => ({ rcode }))
    expect(await told([server.at])).toMatchObject({ rcode, answers: [] })
    // Also for addresses, where no other road knows the name.
    const name = query('no-such-name.invalid', 'A')
    expect(await told([server.at], name)).toMatchObject({ rcode, answers: [] })
  })

  it('for the root too', async () => {
    const ns = recordOf('NS', nameOf('a.root.example'))
    const server = await nameServer(() => ({ records: [ns] }))
    expect(await told([server.at], query('', 'NS'))).toMatchObject({ rcode: 0 })
  })

  it('is fetched over TCP where it was cut off', async () => {
    const server = await nameServer(() => ({ flags: 0x8380 }), { records: [mx, mx] })
    expect(await told([server.at])).toMatchObject({ isTruncated: false, answers: [{}, {}] })
  })

  it('is asked for without EDNS where they do not know it', async () => {
    const server = await nameServer((message) =>
      message.readUInt16BE(10) > 0 ? { rcode: 1 } : { records: [mx] },
    )
    expect(await told([server.at])).toMatchObject({ rcode: 0, answers: [{}] })
  })

  it('under another id, or to another question, is not heard', async () => {
    const wrong = await nameServer(() => ({ id: 1, rcode: 3 }))
    const other = await nameServer(() => ({ question: query('evil.test').subarray(12, 27) }))
    const right = await nameServer(() => ({ records: [mx] }))
    expect(await told([wrong.at, other.at, right.at])).toMatchObject({ answers: [{}] })
  })
})

describe('of several name servers', () => {
  it.each<[string, Answer]>([
    ['fails', { rcode: 2 }],
    ['refuses', { rcode: 5 }],
    ['is silent', 'silence'],
  ])('one that %s is made good by the next', async (_what, said) => {
    const [first, second] = [await nameServer(() => said), await nameServer(() => ({ rcode: 3 }))]
    expect(await told([first.at, second.at])).toMatchObject({ rcode: 3 })
  })

  it('one that is not there is passed over, and with none nothing is said', async () => {
    const gone = { address, port: await freePort() }
    const server = await nameServer(() => ({ records: [mx] }))
    expect(await told([gone, server.at])).toMatchObject({ answers: [{}] })
    await expect(told([gone])).rejects.toThrow('no name server could be asked')
    await expect(told([])).rejects.toThrow('no name server could be asked')
  })

  it('one that there is no road to ends nothing but its own question', async () => {
    // The kernel refuses a broadcast address to a socket that did not ask for it.
    const far = { address: '255.255.255.255', port: 53 }
    await expect(told([far])).rejects.toThrow('no name server could be asked')
    const server = await nameServer(() => ({ records: [mx] }))
    expect(await told([far, server.at])).toMatchObject({ answers: [{}] })
  })

  it('all silent are not answered for', async () => {
    const server = await nameServer(() => 'silence')
    expect(await told([server.at])).toBe('silent')
    expect(server.asked).toHaveLength(2)
  }, 10_000)
})

describe('over HTTP', () => {
  it('a message is answered, and what is none is a bad request', async () => {
    const resolver = await startResolver()
    const post = (body: Buffer) =>
      fetch(resolver.url, { method: 'POST', body: new Uint8Array(body) })
    const good = await post(query('localhost', 'A'))
    expect(good.headers.get('content-type')).toBe('application/dns-message')
    expect(decodeMessage(new Uint8Array(await good.arrayBuffer()))).toMatchObject({ rcode: 0 })
    expect((await post(Buffer.from('no'))).status).toBe(400)
    await resolver.stop()
  })
})
