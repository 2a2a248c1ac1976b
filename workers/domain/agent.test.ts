// Who votes where agents are among the places: a witness never does, and an agent stands in for nobody.
import { describe, expect, it } from 'vitest'
import { type Agent, isWitness, type Place, placeOfAgent, votersOf, witnessesOf } from './agent.ts'
import { type CheckInput, resolveCheck } from './check/index.ts'

const edge = (id: string, isUsual = true): Place => {
  return { id, network: 'cloudflare', label: id, default: isUsual }
}
const agent = (id: string, facts: Partial<Agent> = {}): Place =>
  placeOfAgent({
    v: 1,
    id,
    workspace: 'acme',
    version: 1,
    name: id,
    network: 'isp',
    site: null,
    role: 'voter',
    createdAt: '',
    revokedAt: null,
    ...facts,
  })
const made = (input: CheckInput) =>
  resolveCheck(input, { id: 'chk_w_1', workspace: 'w', nowIso: '' })
const places = [
  edge('weur'),
  edge('enam'),
  edge('oc', false),
  agent('home'),
  agent('rack', { site: 'dc 4' }),
  agent('eyes', { role: 'witness' }),
  agent('here', { builtIn: true, network: 'this-host' }),
]
const idsOf = ({ voters, own }: ReturnType<typeof votersOf>) => {
  const ids = voters.map((one) => one.id)
  return [ids.slice(0, own).join(' '), ids.slice(own).join(' ')]
}

describe('who votes', () => {
  const rows: [string, string[] | null, string[], string, string, string[]][] = [
    ['nobody chosen: no agent', null, [], 'weur enam', 'oc', []],
    ['an agent beside edges', ['weur', 'home'], [], 'weur home', 'enam oc', []],
    ['agents alone: nobody stands in', ['home', 'rack'], [], 'home rack', '', []],
    ['a witness by role', ['weur', 'eyes'], [], 'weur', 'enam oc', ['eyes']],
    ['a witness by site', ['weur', 'rack'], ['web', 'dc 4'], 'weur', 'enam oc', ['rack']],
    ['only agents of its own site', ['rack'], ['dc 4'], 'rack', '', []],
    ['only a witness: nobody', ['eyes'], [], '', '', ['eyes']],
    ['of another site', ['weur', 'rack'], ['dc 5'], 'weur rack', 'enam oc', []],
  ]
  it.each(rows)('%s', (_what, locations, tags, own, spares, witnesses) => {
    const check = made({ type: 'http', url: 'https://example.com', locations, tags })
    expect(idsOf(votersOf(places, check))).toEqual([own, spares])
    expect(witnessesOf(places, check)).toEqual(witnesses)
  })

  const over = { addressFamily: 'ipv6' } as const
  it.each<[string, CheckInput, boolean]>([
    ['a ping', { type: 'ping', host: '10.0.0.1' }, true],
    ['a request', { type: 'http', url: 'https://example.com' }, false],
    ['a request over one family', { type: 'http', url: 'https://example.com', ...over }, true],
    ['an upgrade over both', { type: 'websocket', url: 'wss://a.example', ...over }, true],
    ['a port', { type: 'tcp', host: 'a.example', port: 1, ...over }, false],
    ['a port with TLS', { type: 'tcp', host: 'a.example', port: 1, tls: true, ...over }, true],
    ['mail', { type: 'tcp', host: 'a.example', port: 1, speaks: 'smtp-starttls', ...over }, true],
    ['TLS of any', { type: 'tcp', host: 'a.example', port: 1, tls: true }, false],
    ['a certificate', { type: 'tls', host: 'a.example', ...over }, false],
  ])('%s is put to the built-in agent alone, or to the places', (_what, input, isForAgents) => {
    const check = made(input)
    const asked = isForAgents ? ['here', ''] : ['weur enam', 'oc']
    expect(idsOf(votersOf(places, check))).toEqual(asked)
    if (isForAgents) expect(idsOf(votersOf(places.slice(0, 3), check))).toEqual(['', ''])
  })

  it('an edge is never a witness', () => {
    expect(isWitness(edge('weur'), { tags: ['weur'] })).toBe(false)
  })
})
