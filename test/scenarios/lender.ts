// Borrowed eyes: two places share one wire, and another master lends a look. Trouble of the wire alone is
// told as that of one network, since the lender's place passes; an outage that it sees too is down.
import { until } from '../fakes/client.ts'
import { type Ground, run } from './ground.ts'
import { openPlace, type Place } from './place.ts'
import { play } from './play.ts'
import { openWorld, type World } from './program-world.ts'
import { page, type Result } from './scenario.ts'
import { web } from './sites.ts'

const family = 'lender'
export const lenderName = 'a lender confirms what the own wire says'

/** Lent places reach public addresses alone: these lead nowhere else from here. */
const [cutOff, falling, control] = ['52.77.0.1', '52.77.0.2', '52.77.0.3']

export async function playLender(ground: Ground): Promise<Result[]> {
  for (const host of [cutOff, falling, control]) run('ip', 'addr', 'add', `${host}/32`, 'dev', 'lo')
  const lender = await openWorld({ ...ground, controlHost: control }, 'far@carrier')
  const own = await Promise.all(['near', 'beside'].map((name) => openPlace(ground, name)))
  try {
    const wish = { name: 'the house next door', locations: ['far'], perDay: 500 }
    const made = await lender.api.post<{ loan: { id: string }; line: string }>('/api/loans', wish)
    const world = await openWorld(
      { ...ground, controlHost: control },
      own.map((one) => `${one.name}@home=${one.url}`).join(','),
      { ESONAR_LENDERS: made.line.replace('ESONAR_LENDERS=', '') },
    )
    try {
      return await both(world, own, () => introduced(lender, made.loan.id))
    } finally {
      await world.close()
    }
  } finally {
    await Promise.all([lender.close(), ...own.map((one) => one.close())])
  }
}

function both(world: World, own: Place[], ready: () => Promise<unknown>): Promise<Result[]> {
  const bad = { kind: 'status', status: 503 } as const
  return Promise.all([
    play(
      {
        family,
        name: `${lenderName}: it does not, so it is one network only`,
        site: (ground) => web(bad)({ ...ground, host: cutOff }),
        course: async () => {
          await ready()
          for (const one of own) one.blackhole(cutOff)
        },
        tells: {
          level: 'critical',
          kind: 'regional',
          reason: 'connection_refused',
          says: /all on one network \(home\).*lent-far reaches it/,
          withinSeconds: 20,
        },
        health: 'regional',
      },
      world,
    ),
    play(
      {
        family,
        name: `${lenderName}: it does, and is named`,
        site: (ground) => web(bad)({ ...ground, host: falling }),
        course: async ({ site }) => {
          await ready()
          await site.break()
        },
        tells: page('status', /3 of 3 places.*lent-far/),
        health: 'down',
      },
      world,
    ),
  ])
}

/** It has looked at both checks once, in the calm: its word counts from then on. */
function introduced({ api }: World, loan: string): Promise<unknown> {
  const used = async () => (await api.get<{ usedToday: number }>(`/api/loans/${loan}`)).usedToday
  return until('the lender to know both', 40_000, async () => (await used()) >= 2, 500)
}
