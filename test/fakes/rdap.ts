// An RDAP server on loopback with the list of registries beside it (RFC 9224): answers for each domain
// as it is told, and remembers what it was asked.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface DomainAnswer {
  status?: number
  body?: string
  headers?: Record<string, string>
  /** Never answers. */
  isSilent?: boolean
}

/** A domain as a registry writes it (RFC 9083 §5.3). */
export function domainObject(
  name: string,
  facts: { expires?: string; states?: string[]; registrar?: string; more?: object } = {},
): string {
  const { expires, states = ['active'], registrar = 'Registrar Ltd', more = {} } = facts
  const events = [
    { eventAction: 'registration', eventDate: '2001-02-03T04:05:06Z' },
    ...(expires ? [{ eventAction: 'expiration', eventDate: expires }] : []),
  ]
  const vcardArray = [
    'vcard',
    [
      ['version', {}, 'text', '4.0'],
      ['fn', {}, 'text', registrar],
    ],
  ]
  const entities = [{ objectClassName: 'entity', roles: ['registrar'], vcardArray }]
  return JSON.stringify({
    objectClassName: 'domain',
    ldhName: name.toUpperCase(),
    status: states,
    events,
    entities,
    ...more,
  })
}

/** Starts it. `answer` is asked for each name; no answer is 404. */
export async function startRdap(answer: (name: string) => DomainAnswer | null) {
  const asked: string[] = []
  let lists = 0
  let base = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', base)
    if (pathname === '/dns.json') {
      lists += 1
      send(response, { body: JSON.stringify({ version: '1.0', services: servicesAt(base) }) })
      return
    }
    const name = decodeURIComponent(pathname.replace(/^\/rdap\/domain\//, ''))
    asked.push(name)
    const said = answer(name) ?? { status: 404, body: '{"errorCode":404}' }
    if (!said.isSilent) send(response, said)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: base,
    listUrl: `${base}/dns.json`,
    asked,
    lists: () => lists,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const servicesAt = (base: string) => [
  [['test', 'co.test'], [`${base}/rdap/`]],
  [['away'], ['http://127.0.0.1:1/']],
  [['two'], ['http://127.0.0.1:1/', `${base}/rdap`]],
]

function send(response: ServerResponse, { status = 200, body = '', headers }: DomainAnswer): void {
  response.writeHead(status, { 'content-type': 'application/rdap+json', ...headers }).end(body)
}
