// Wrong versions of what is not told, and of what neighbours do wrong (atalaya, openstatus, gatus,
// healthchecks): each breaks a promise of the simulator. Others are in `sim.test.ts`.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Delivery } from '../workers/domain/delivery.ts'
import type { ShardPorts } from '../workers/ports.ts'
import { caught } from './sim/caught.ts'
import type { Bend } from './sim/world.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/parent.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/parent.ts')>()
  return {
    ...real,
    heldByParent: (...given: Parameters<typeof real.heldByParent>) => {
      const hold = real.heldByParent(...given)
      if (wrong.is === 'a parent holds nothing back') return null
      const { parent, name } = given[0].check
      if (wrong.is !== 'a child is held for ever' || !parent) return hold
      return { why: 'down' as const, check: parent, name, until: null }
    },
  }
})

vi.mock('../workers/domain/doubt.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/doubt.ts')>()
  return {
    ...real,
    doubtOf: (...given: Parameters<typeof real.doubtOf>) => {
      const doubt = real.doubtOf(...given)
      if (wrong.is === 'what passes again is told' && doubt === 'passing') return null
      const { pass, lastSaid } = given[0].state.engine
      const isUnsure = doubt === 'passing' && pass === null
      if (wrong.is === 'what is split is told' && isUnsure && lastSaid === 'split') return null
      if (wrong.is === 'what few places see pass is told' && isUnsure && lastSaid !== 'split')
        return null
      if (wrong.is === 'what was not asked anew is told' && doubt === 'unasked') return null
      return wrong.is === 'what was kept quiet stays in doubt' ? 'passing' : doubt
    },
  }
})

vi.mock('../workers/domain/maintenance.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/maintenance.ts')>()
  return {
    ...real,
    mutedUntil: (...given: Parameters<typeof real.mutedUntil>) =>
      wrong.is === 'maintenance mutes nothing' ? null : real.mutedUntil(...given),
  }
})

vi.mock('../workers/domain/alert.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/alert.ts')>()
  return {
    ...real,
    owedAfterSilence: (...given: Parameters<typeof real.owedAfterSilence>) =>
      wrong.is === 'what was silenced is never told' ? [] : real.owedAfterSilence(...given),
  }
})

vi.mock('../workers/domain/group.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/group.ts')>()
  return {
    ...real,
    bundled: (...given: Parameters<typeof real.bundled>) =>
      wrong.is === 'a person gets each message'
        ? given[0].map((leader) => ({ leader, followers: [] }))
        : real.bundled(...given),
    settledWith: (...given: Parameters<typeof real.settledWith>) =>
      wrong.is === 'a bundle settles its leader alone' ? [] : real.settledWith(...given),
    bound: (...given: Parameters<typeof real.bound>) => {
      const bundle = real.bound(...given)
      if (wrong.is !== 'a bundle forgets whom it speaks for') return bundle
      const { covers: _, ...leader } = bundle.leader
      return { ...bundle, leader }
    },
  }
})

vi.mock('../workers/domain/verdict/flapping.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/flapping.ts')>()
  return {
    ...real,
    isHeld: (...given: Parameters<typeof real.isHeld>) =>
      wrong.is === 'flapping is not held' ? false : real.isHeld(...given),
  }
})

vi.mock('../workers/domain/verdict/content.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/content.ts')>()
  return {
    ...real,
    followContent: (...given: Parameters<typeof real.followContent>) => {
      if (wrong.is !== 'an empty body is as good as any') real.followContent(...given)
    },
  }
})

vi.mock('../workers/domain/check/index.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/check/index.ts')>()
  return {
    ...real,
    evaluate: (...given: Parameters<typeof real.evaluate>): ReturnType<typeof real.evaluate> => {
      const isOurs = given[1].kind === 'notMeasured' && wrong.is === 'our own fault is the target’s'
      if (!isOurs) return real.evaluate(...given)
      return { kind: 'fail', reasons: ['unreachable'], phase: 'connect', timeout: false }
    },
  }
})

vi.mock('../workers/domain/verdict/speak.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/speak.ts')>()
  return {
    ...real,
    countBallot: (...given: Parameters<typeof real.countBallot>) => {
      const ballot = real.countBallot(...given)
      const isHalf = ballot.fail.length > 0 && ballot.fail.length * 2 >= ballot.asked.length
      if (wrong.is !== 'half of the places is enough' || !isHalf) return ballot
      return { ...ballot, said: 'fail' as const }
    },
  }
})

vi.mock('../workers/domain/delivery.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/delivery.ts')>()
  return {
    ...real,
    after: (...given: Parameters<typeof real.after>): Delivery => {
      const [delivery, attempt, now] = given
      const isDropped = delivery.event === 'resolved' && attempt.answer !== 'ok'
      if (wrong.is !== 'a recovery is sent but once' || !isDropped) return real.after(...given)
      return { ...delivery, state: 'dropped', why: 'resolved', settledAt: now, leasedUntil: null }
    },
    lease: (...given: Parameters<typeof real.lease>): Delivery => {
      const leased = real.lease(...given)
      if (wrong.is !== 'a claim is a mark') return leased
      // Marked as sent before it is: what comes of the attempt is not waited for.
      return { ...leased, leasedUntil: Number.MAX_SAFE_INTEGER }
    },
  }
})

vi.mock('../workers/domain/verdict/index.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/index.ts')>()
  return {
    ...real,
    judgeRound: (...[state, round, world]: Parameters<typeof real.judgeRound>) => {
      const isOther = wrong.is === 'a decision reads a clock of its own'
      return real.judgeRound(
        state,
        round,
        isOther ? { ...world, now: Date.UTC(2020, 0, 1) } : world,
      )
    },
  }
})

/** The timer is gone before the answer is read: what hangs, hangs for ever. */
const withoutEnd: Bend = (ports): ShardPorts => ({
  ...ports,
  locations: {
    ...ports.locations,
    ask: (place, batch) => {
      const orders = batch.orders.map((one) => ({ ...one, budgetMs: 86_400_000 }))
      return ports.locations.ask(place, { ...batch, orders })
    },
  },
})

/** The state in one write, what it owes in another: in every fifth life lies a crash between them. */
const inTwoWrites: Bend = (ports, life, die): ShardPorts => ({
  ...ports,
  store: {
    ...ports.store,
    write: ({ put = [], drop = [] }) => {
      const isOwed = ([key]: [string, unknown]) => key.startsWith('dlv/')
      ports.store.write({ put: put.filter((one) => !isOwed(one)), drop })
      const owed = put.filter(isOwed)
      if (owed.length === 0) return
      const isEnd = owed.some(([, one]) => (one as Delivery).event === 'resolved')
      if (isEnd && life % 5 === 1) die()
      else ports.store.write({ put: owed })
    },
  },
})

const minutes = 90
/** Storms with families are every third. */
const families = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45]
const all = Array.from({ length: 40 }, (_, index) => index + 1)
/** A parent is removed, or loses sight, while its child recovers. */
const orphaned = [11_916, 1_827, 2_187]
/** Families watched from four places and no spare: half of them may fail. */
const even = [24, 72, 153]

beforeEach(() => {
  wrong.is = ''
})

describe('a wrong silence is caught', { timeout: 240_000 }, () => {
  it.each([
    ['a parent holds nothing back', 'a child is silent while its parent is down'],
    ['a child is held for ever', 'no missed outage'],
    ['maintenance mutes nothing', 'nobody is told in maintenance'],
    ['a person gets each message', 'a person gets one message'],
    ['a bundle settles its leader alone', 'a person gets one message'],
    ['a bundle forgets whom it speaks for', 'sent means taken'],
    ['flapping is not held', 'what flaps is held open'],
    ['an empty body is as good as any', 'a shrunken body is told'],
  ])('%s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(families, minutes)).toContain(invariant)
  })

  it.each([
    ['what passes again is told', 'no false page', [...orphaned, ...families]],
    ['what few places see pass is told', 'no false page', [2_187]],
    ['what is split is told', 'no false page', [8_115]],
    ['what was not asked anew is told', 'no false page', families],
    ['what was kept quiet stays in doubt', 'no missed outage', families],
  ])('%s', async (name, invariant, seeds) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toContain(invariant)
  })

  it('and the right one passes where a parent goes away', async () => {
    expect(await caught(orphaned, minutes)).toBeNull()
  })
})

describe('a fault of a neighbour is caught', { timeout: 240_000 }, () => {
  // 1 atalaya: still down when the window ends, never told.
  it('what was silenced is never told', async () => {
    wrong.is = 'what was silenced is never told'
    expect(await caught(families, minutes)).toContain('no missed outage')
  })

  it.each([
    // 2 atalaya: the probe's own exception is down.
    ['our own fault is the target’s', /no false page|nothing is said of a sound target/, families],
    // 3 openstatus: half of the regions is enough.
    ['half of the places is enough', /no false page/, even],
    // 5 openstatus, healthchecks: claimed before sent, never released.
    ['a claim is a mark', /every message is settled|no missed outage/, all],
    // 6 gatus: a recovery is dropped when its send fails.
    ['a recovery is sent but once', /no message is dropped|every incident is told/, all],
    // 9 atalaya, gatus, UptimeFlare: the clock is read inside a decision.
    ['a decision reads a clock of its own', /every incident ends/, families],
  ])('%s', async (name, invariant, seeds) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toMatch(invariant)
  })

  // 8 atalaya: the timer is cleared before the body is read. Its real road is in the probes' contract.
  it('a probe has no end', async () => {
    expect(await caught(all, minutes, withoutEnd)).toBe('every slot is asked')
  })

  // 4 openstatus, atalaya: state and alert are two writes. 7 is in `sim.test.ts`.
  it('state and what it owes are two writes', async () => {
    expect(await caught(all, minutes, inTwoWrites)).toBe('every message is settled')
  })
})
