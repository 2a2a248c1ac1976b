// The simulator itself: storms are survived, the same seed is the same run, and each of these wrong
// versions of eSonar breaks a promise within a few seeds.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Delivery } from '../workers/domain/delivery.ts'
import type { Observation } from '../workers/domain/observation.ts'
import type { Round } from '../workers/domain/round.ts'
import type { Run } from '../workers/domain/verdict/memory.ts'
import type { CheckState } from '../workers/domain/verdict/state.ts'
import type { ArchiveItem, ShardPorts } from '../workers/ports.ts'
import { caught } from './sim/caught.ts'
import { play } from './sim/play.ts'
import type { Bend } from './sim/world.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/speak.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/speak.ts')>()
  return {
    ...real,
    countBallot: (...given: Parameters<typeof real.countBallot>) => {
      const ballot = real.countBallot(...given)
      const isAny = wrong.is === 'any place says down' && ballot.fail.length > 0
      return isAny ? { ...ballot, said: 'fail' as const } : ballot
    },
  }
})

vi.mock('../workers/domain/verdict/run.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/run.ts')>()
  return {
    ...real,
    extend: (run: Run | null, round: Round, gapMs?: number) => {
      const next = real.extend(run, round, gapMs)
      return wrong.is === 'confirm is ignored' ? { ...next, askedMs: 1e9 } : next
    },
  }
})

vi.mock('../workers/domain/verdict/index.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/index.ts')>()
  return {
    ...real,
    judgeRound: (...given: Parameters<typeof real.judgeRound>) => {
      const step = real.judgeRound(...given)
      const { streak, hard } = given[0].engine
      const isBroken = streak !== null && step.state.engine.streak === null
      if (wrong.is !== 'a pass breaks no streak' || !isBroken) return step
      return { ...step, state: withStreak(step.state, streak, hard) }
    },
    seats: (...given: Parameters<typeof real.seats>) =>
      wrong.is === 'no slot while suspected' && given[0].suspicion ? [] : real.seats(...given),
    toObservation: (...given: Parameters<typeof real.toObservation>): Observation => {
      const seen = real.toObservation(...given)
      const isUnwell = seen.kind === 'unknown' && seen.reason === 'unwell'
      const isCut = seen.kind === 'unknown' && seen.reason === 'controls_failed'
      if (!(wrong.is === 'the unwell are counted' && isUnwell)) {
        if (!(wrong.is === 'controls prove nothing' && isCut)) return seen
      }
      return counted(seen)
    },
  }
})

vi.mock('../workers/domain/delivery.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/delivery.ts')>()
  return {
    ...real,
    lease: (...given: Parameters<typeof real.lease>) => {
      const leased = real.lease(...given)
      return wrong.is === 'a lease never expires' ? { ...leased, leasedUntil: 9e15 } : leased
    },
    due: (deliveries: readonly Delivery[], now: number) =>
      inNoLine(deliveries, (all) => real.due(all, now)),
    nextDueAt: (deliveries: readonly Delivery[]) =>
      real.nextDueAt(wrong.is === 'a recovery overtakes' ? deliveries.map(alone) : deliveries),
    after: (...given: Parameters<typeof real.after>) => {
      const [delivery, attempt, ...rest] = given
      const answer = wrong.is === 'any answer is taken as heard' ? 'ok' : attempt.answer
      return real.after(delivery, { ...attempt, answer }, ...rest)
    },
  }
})

vi.mock('../workers/domain/check/index.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/check/index.ts')>()
  return {
    ...real,
    evaluate: (...given: Parameters<typeof real.evaluate>): ReturnType<typeof real.evaluate> => {
      const measured = given[1]
      const isRedirect = measured.kind === 'answered' && (measured.hops ?? []).length > 1
      const isSlow = measured.kind === 'answered' && measured.totalMs > 1_000
      const isFail =
        (wrong.is === 'a redirect is a failure' && isRedirect) ||
        (wrong.is === 'slow is down' && isSlow)
      if (!isFail) return real.evaluate(...given)
      return { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false }
    },
  }
})

vi.mock('../workers/domain/verdict/pool.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/pool.ts')>()
  return {
    ...real,
    agreement: (...given: Parameters<typeof real.agreement>): ReturnType<typeof real.agreement> => {
      const [, stage, told, { startedAt: since }] = given
      const isOther = stage?.level !== told?.level || stage?.reason !== told?.reason
      if (wrong.is !== 'one odd certificate is told' || !isOther) return real.agreement(...given)
      return { isTurn: true, since, kept: {} }
    },
  }
})

vi.mock('../workers/domain/check/reading.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/check/reading.ts')>()
  return {
    certificateReaders: (...given: Parameters<typeof real.certificateReaders>) =>
      wrong.is === 'no certificate is read' ? [] : real.certificateReaders(...given),
  }
})

vi.mock('../workers/domain/verdict/expiry.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/expiry.ts')>()
  return {
    ...real,
    followExpiry: (...[draft, round]: Parameters<typeof real.followExpiry>) => {
      real.followExpiry(draft, round)
      // As if another round had read the same.
      if (
        wrong.is === 'one odd answer of a registry is told' &&
        draft.state.expiries?.domain?.wanted
      )
        real.followExpiry(draft, { ...round, number: round.number + 1 })
    },
    secondReadingAt: (...given: Parameters<typeof real.secondReadingAt>) => {
      const at = real.secondReadingAt(...given)
      return wrong.is === 'a registry is asked in a hurry' && at !== null ? at - 299_000 : at
    },
  }
})

vi.mock('../workers/channel/index.ts', async (original) => {
  const real = await original<typeof import('../workers/channel/index.ts')>()
  return {
    ...real,
    exchange: (...[delivery, channel, ways]: Parameters<typeof real.exchange>) => {
      if (wrong.is !== 'each attempt says something else') {
        return real.exchange(delivery, channel, ways)
      }
      const send: typeof ways.send = (request) =>
        ways.send({ ...request, body: `${request.body} ${delivery.begun}` })
      return real.exchange(delivery, channel, { ...ways, send })
    },
  }
})

const alone = (one: Delivery): Delivery => ({ ...one, incident: null })

function inNoLine(deliveries: readonly Delivery[], due: (all: readonly Delivery[]) => Delivery[]) {
  if (wrong.is !== 'a recovery overtakes') return due(deliveries)
  const ids = new Set(due(deliveries.map(alone)).map((one) => one.id))
  return deliveries.filter((one) => ids.has(one.id))
}

function withStreak(state: CheckState, streak: Run, hard: Run | null): CheckState {
  return { ...state, engine: { ...state.engine, streak, hard: hard ?? streak } }
}

/** What a place would have voted, as a vote. */
function counted(seen: Observation): Observation {
  if (seen.kind !== 'unknown' || seen.wouldBe !== 'fail') return seen
  const { reason: _, wouldBe: __, ...base } = seen
  const reasons = ['connect_timeout' as const]
  return { ...base, kind: 'fail', reasons, phase: 'connect', timeout: false, proof: 'not_needed' }
}

/** Wrong versions that stand between the flow and its world. */
const bent: Record<string, Bend> = {
  'a patient probe never waits': (ports) => ({
    ...ports,
    locations: { ...ports.locations, ask: (place, batch) => impatient(ports, place, batch) },
  }),
  'the alarm is not set after a kill': (ports, life) =>
    life === 1 ? ports : { ...ports, alarm: { ...ports.alarm, set: () => {} } },
  'the archive drops what it cannot take': (ports) => ({
    ...ports,
    archive: { save: (items: ArchiveItem[]) => ports.archive.save(items).catch(() => {}) },
  }),
  'news for the archive is only in memory': (ports) => keepingNot(ports, 'out/'),
  'deliveries are only in memory': (ports) => keepingNot(ports, 'dlv/'),
  'troubled states are only in memory': (ports) => keepingNot(ports, 'trouble/'),
  'removed checks stay in the store': (ports) => ({
    ...ports,
    store: {
      ...ports.store,
      write: ({ put = [], drop = [] }) =>
        ports.store.write({ put, drop: drop.filter((key) => !key.startsWith('trouble/')) }),
    },
  }),
}

function keepingNot(ports: ShardPorts, prefix: string): ShardPorts {
  return {
    ...ports,
    store: {
      ...ports.store,
      read: (wanted) =>
        new Map([...ports.store.read(wanted)].filter(([key]) => !key.startsWith(prefix))),
    },
  }
}

async function* impatient(...[ports, place, batch]: [ShardPorts, ...Asked]) {
  const [order] = batch.orders
  const waitedMs = order?.patient?.reportAfterMs
  if (order && waitedMs !== undefined) {
    yield { v: 1 as const, kind: 'waiting' as const, order: order.id, waitedMs }
  }
  yield* ports.locations.ask(place, batch)
}
type Asked = Parameters<ShardPorts['locations']['ask']>

const minutes = 70
const seeds = Array.from({ length: 25 }, (_, index) => index + 1)

beforeEach(() => {
  wrong.is = ''
})

describe('the simulator', { timeout: 120_000 }, () => {
  it('sees every promise kept in its first storms', async () => {
    let outages = 0
    for (let seed = 1; seed <= 10; seed += 1) {
      const played = await play(seed, minutes)
      expect(played.broken, `seed ${seed}`).toBeNull()
      outages += played.outages
    }
    expect(outages).toBeGreaterThan(10)
  })

  it('plays the same seed in the same way, and another one in another', async () => {
    const [one, again, other] = [await play(3, 30), await play(3, 30), await play(4, 30)]
    expect(again.hash).toBe(one.hash)
    expect(other.hash).not.toBe(one.hash)
  })
})

describe('a wrong version is caught', { timeout: 120_000 }, () => {
  it.each([
    ['any place says down', 'no false page'],
    ['confirm is ignored', 'no false page'],
    ['a pass breaks no streak', 'no false page'],
    ['slow is down', 'no false page'],
    ['a redirect is a failure', 'no false page'],
    ['controls prove nothing', 'nothing is said of a sound target'],
    ['the unwell are counted', 'nothing is said of a sound target'],
    ['one odd certificate is told', 'nothing is said of a sound target'],
    ['no certificate is read', 'a certificate near its end is warned of'],
    ['one odd answer of a registry is told', 'nothing is said of a sound target'],
    ['a registry is asked in a hurry', 'a registry is asked gently'],
    ['no slot while suspected', 'every slot is asked'],
    ['a lease never expires', 'every message is settled'],
    ['a recovery overtakes', 'no recovery before its alarm'],
    ['any answer is taken as heard', 'sent means taken'],
    ['each attempt says something else', 'each attempt says the same'],
  ])('%s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toContain(invariant)
  })

  it.each([
    ['a patient probe never waits', 'no false page'],
    ['the alarm is not set after a kill', 'the alarm is always set'],
    ['the archive drops what it cannot take', 'history is whole'],
    ['news for the archive is only in memory', 'history is whole'],
    ['deliveries are only in memory', 'each attempt says the same'],
    ['troubled states are only in memory', 'e'],
    ['removed checks stay in the store', 'nothing is kept of removed checks'],
  ])('%s', async (name, invariant) => {
    expect(await caught(seeds, minutes, bent[name])).toContain(invariant)
  })
})
