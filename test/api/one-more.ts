// One more of each thing that a plan counts, by API and by form; an agent's own road is its joining.
import type { Counted } from '../../workers/domain/plan.ts'
import type { Answer, World } from './world.ts'

export interface OneMore {
  api: () => Promise<Answer>
  form: () => Promise<Answer>
}

const layer = { people: ['u1'], rotation: 'weekly', startsOn: '2026-01-05', handover: '09:00' }

/** How each is made by acme's owner. `by`: who asks the API; a key, unless a person is named. */
export function oneMoreIn(world: World, by: { person?: string } = {}): Record<Counted, OneMore> {
  let number = 0
  const fresh = () => {
    number += 1
    return `n${number}`
  }
  const post = (path: string, body: unknown) => world.ask('POST', path, { body, ...by })
  const form = (path: string, fields: Record<string, string>) =>
    world.ask('POST', path, { person: 'u1', form: fields })

  async function pageIds(): Promise<string[]> {
    const { json } = await world.ask('GET', '/api/pages', by)
    return json.data
      .filter((one: { host: unknown }) => !one.host)
      .map((one: { id: string }) => one.id)
  }

  return {
    checks: {
      api: () => post('/api/checks', { type: 'http', url: 'https://example.com', name: fresh() }),
      form: () => form('/checks', { type: 'http', url: 'https://example.com', name: fresh() }),
    },
    channels: {
      api: () => post('/api/channels', { type: 'webhook', url: `https://a.example/${fresh()}` }),
      form: () =>
        form('/channels/new/webhook', {
          name: fresh(),
          url: `https://a.example/${fresh()}`,
          levels: 'critical',
        }),
    },
    pages: {
      api: () => post('/api/pages', { title: 'Page', slug: `page-${fresh()}` }),
      form: () => form('/pages', { title: 'Page', slug: `page-${fresh()}` }),
    },
    hosts: {
      api: async () => {
        const [id] = await pageIds()
        return world.ask('PUT', `/api/pages/${id}/host`, {
          body: { host: `${fresh()}.shop.example` },
        })
      },
      form: async () => {
        const [id] = await pageIds()
        return form(`/pages/${id}/host`, { host: `${fresh()}.shop.example` })
      },
    },
    members: {
      api: () => post('/api/invitations', { role: 'viewer' }),
      form: () => form('/members/invitations', { role: 'viewer', email: '' }),
    },
    keys: {
      api: () => post('/api/keys', { name: fresh(), role: 'viewer' }),
      form: () => form('/settings/keys', { name: fresh(), role: 'viewer' }),
    },
    schedules: {
      api: () => post('/api/schedules', { name: fresh(), timeZone: 'UTC', layers: [layer] }),
      form: () =>
        form('/schedules', {
          name: fresh(),
          timeZone: 'UTC',
          'layer0-people': '1',
          'layer0-rotation': 'weekly',
          'layer0-startsOn': '2026-01-05',
          'layer0-handover': '09:00',
        }),
    },
    agents: {
      api: () => joinWith(world, `a${fresh()}`, by),
      form: () => form('/agents/tokens', {}),
    },
  }
}

/** An agent joins with a token of its own; answers the refusal of either. */
export async function joinWith(
  world: World,
  name: string,
  by: { person?: string } = {},
): Promise<Answer> {
  const token = await world.ask('POST', '/api/agents/tokens', by)
  return token.status >= 300 ? token : joinBy(world, token.json.token, name)
}

/** An agent joins with a token. */
export function joinBy(world: World, token: string, name: string): Promise<Answer> {
  const body = { token, name, network: 'office', program: '0.1.0', capabilities: [] }
  return world.ask('POST', '/agent/join', { key: null, body })
}
