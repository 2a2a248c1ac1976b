// Checks of the other types: a WebSocket, a certificate or a name watched for its own sake, what a
// person sets by hand, and groups.
import { makeClient } from '../fakes/client.ts'
import { type Manner, startWebsocket } from '../fakes/websocket.ts'
import { apiKey } from '../server/watching.ts'
import type { Ground } from './ground.ts'
import type { NameAnswer } from './names.ts'
import { page, type Scenario, type Site } from './scenario.ts'
import { secure, type TlsFault } from './tls-site.ts'

const family = 'types'

/** A WebSocket that greets, until it does otherwise. */
function talk(manner: Manner, check: Record<string, unknown>): Scenario['site'] {
  return async ({ host }) => {
    const server = await startWebsocket(host)
    const mend = () => server.set('/', { kind: 'open', says: '{"type":"hello"}' })
    mend()
    return {
      check: { type: 'websocket', url: `ws://${host}:${server.port}/`, ...check },
      break: () => server.set('/', manner),
      mend,
      badAt: () => null,
      close: server.close,
    }
  }
}

/** A certificate watched by a check of its own. */
const certificate = (fault: TlsFault) => secure(fault, { type: 'tls' })

/** A name watched for what resolvers say of it, which its name servers suddenly answer otherwise. */
function zone(
  name: string,
  well: NameAnswer,
  answer: NameAnswer,
  check: Record<string, unknown>,
): Scenario['site'] {
  return async ({ isolated }) => {
    isolated?.names.set(name, well)
    return {
      check: { type: 'dns', host: name, ...check },
      break: () => isolated?.names.set(name, answer),
      mend: () => isolated?.names.set(name, well),
      badAt: (since) => isolated?.names.askedAt(name, since) ?? null,
      close: async () => undefined,
    }
  }
}

/** A manual check, and what somebody says of it through the API. */
async function manual(program: string, name: string) {
  const api = makeClient(program, apiKey)
  const { id } = await api.post<{ id: string }>('/api/checks', { type: 'manual', name })
  const say = (health: string) => api.put(`/api/checks/${id}/health`, { health, text: 'no power' })
  await say('up')
  return { id, say }
}

/** A group of three, of which two fall. */
async function group(_ground: Ground): Promise<Site> {
  let members: Awaited<ReturnType<typeof manual>>[] = []
  const say = async (health: string) => {
    for (const one of members.slice(1)) await one.say(health)
  }
  return {
    check: { type: 'group', rule: 'at_least', atLeast: 2 },
    before: async (program) => {
      members = await Promise.all(['a', 'b', 'c'].map((name) => manual(program, name)))
      return { members: members.map(({ id }) => id) }
    },
    begin: async () => undefined,
    break: () => say('down'),
    mend: () => say('up'),
    badAt: () => null,
    close: async () => undefined,
  }
}

/** What somebody says through the API. */
async function byHand(_ground: Ground): Promise<Site> {
  let say = async (_health: string) => undefined as unknown
  const name = `by hand ${crypto.randomUUID()}`
  return {
    check: { type: 'manual', name },
    begin: async (program) => {
      const api = makeClient(program, apiKey)
      const { data } = await api.get<{ data: { id: string; name: string }[] }>('/api/checks')
      const id = data.find((one) => one.name === name)?.id
      say = (health) => api.put(`/api/checks/${id}/health`, { health, text: 'no provider' })
      await say('up')
    },
    break: async () => void (await say('down')),
    mend: async () => void (await say('up')),
    badAt: () => null,
    close: async () => undefined,
  }
}

export const types: Scenario[] = [
  {
    family,
    name: 'a WebSocket that answers 502 instead',
    share: true,
    site: talk({ kind: 'status', status: 502 }, {}),
    tells: page('no_upgrade', /502/),
    endsWithinSeconds: 45,
  },
  {
    family,
    name: 'a WebSocket that opens and says nothing',
    site: talk({ kind: 'open' }, { awaitMessage: true }),
    tells: page('message_timeout', /no message/, 35),
  },
  {
    family,
    name: 'a WebSocket that says otherwise',
    site: talk(
      { kind: 'open', says: '{"type":"sorry"}' },
      { expect: ['json $.type equals hello'] },
    ),
    tells: page('expectation', /sorry/),
  },
  {
    family,
    name: 'a certificate of its own check that is over',
    site: certificate('expired'),
    tells: page('tls_expired', /has expired/),
    beside: 'certificate',
  },
  {
    family,
    name: 'a certificate of its own check with a short key',
    site: certificate('weak key'),
    tells: page('tls_key_weak', /too weak/),
  },
  {
    family,
    name: 'a certificate of its own check without what lies between',
    site: certificate('incomplete chain'),
    tells: page('tls_untrusted_or_incomplete_chain', /incomplete/),
  },
  {
    family,
    name: 'set down by hand',
    site: byHand,
    tells: { ...page('', /no provider/, 5), reason: null },
    endsWithinSeconds: 10,
  },
  {
    family,
    name: 'a group of which too few are up',
    site: group,
    tells: { ...page('', /2 of 3|at least 2/, 5), reason: null },
    endsWithinSeconds: 10,
  },
]

/** They need a name server of their own. */
export const zones: Scenario[] = [
  {
    family,
    name: 'a name of its own check that is gone',
    share: true,
    site: zone('own.zone.test', 'here', 'nxdomain', {}),
    tells: page('dns_nxdomain', /does not exist|no such name/),
    endsWithinSeconds: 45,
  },
  {
    family,
    name: 'a name of its own check, SERVFAIL',
    site: zone('ill.zone.test', 'here', 'servfail', {}),
    tells: page('dns_servfail', /SERVFAIL/),
  },
  {
    family,
    name: 'a name that suddenly leads elsewhere',
    site: zone('kept.zone.test', 'here', 'elsewhere', { answers: ['equals 10.77.0.1'] }),
    tells: page('expectation', /192\.0\.2\.7/),
  },
  {
    family,
    name: 'a name that must not be there, and is',
    site: zone('never.zone.test', 'nxdomain', 'here', { expect: 'absent' }),
    tells: page('dns_present', /must not have/),
  },
]
