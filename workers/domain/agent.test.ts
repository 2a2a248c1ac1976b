// Who votes where agents are among the places: a witness never does, and an agent stands in for nobody.
import { describe, expect, it } from 'vitest'
import { type Agent, isWitness, type Place, placeOfAgent, votersOf, witnessesOf } from './agent.ts'

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
    expect(idsOf(votersOf(places, { type: 'http', locations, tags }))).toEqual([own, spares])
    expect(witnessesOf(places, { type: 'http', locations, tags })).toEqual(witnesses)
  })

  it('what agents alone can ask is put to the built-in one where nobody is chosen', () => {
    const ping = { type: 'ping', locations: null, tags: [] } as const
    expect(idsOf(votersOf(places, { ...ping, tags: [] }))).toEqual(['here', ''])
    expect(idsOf(votersOf(places.slice(0, 3), { ...ping, tags: [] }))).toEqual(['', ''])
  })

  it('an edge is never a witness', () => {
    expect(isWitness(edge('weur'), { tags: ['weur'] })).toBe(false)
  })
})
