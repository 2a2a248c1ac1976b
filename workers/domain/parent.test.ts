// Who is held back by whom, and for how long at most.
import { describe, expect, it } from 'vitest'
import {
  checkOf,
  eventOf,
  incidentOf,
  openedAt,
  startedAt,
  workspace,
} from '../../test/fakes/telling.ts'
import type { Check } from './check/check.ts'
import { ancestorsOf, heldByParent, type Kin, withBecause } from './parent.ts'
import { parentWaitMsMax } from './verdict/numbers.ts'
import type { CheckState } from './verdict/state.ts'
import { newState } from './verdict/step.ts'

const idOf = (name: string) => `chk_${workspace}_${name}`

function kin(name: string, parent: string | null, facts: Partial<CheckState> = {}): Kin {
  const check = checkOf({ id: idOf(name), name, parent: parent && idOf(parent) } as Partial<Check>)
  const fresh = newState(check, openedAt - 3_600_000)
  const engine = { ...fresh.engine, lastStartedAt: openedAt, lastDecidedAt: openedAt }
  return { check, state: { ...fresh, health: 'up', engine, ...facts } }
}
const fallen = (name: string, level: 'critical' | 'info' = 'critical') => ({
  health: 'down' as const,
  open: { health: incidentOf({ check: idOf(name), level }) },
})
const incident = incidentOf({ events: [eventOf('opened', { since: startedAt })] })

function hold(kins: Kin[], now = openedAt) {
  const [child] = kins
  return heldByParent(child!, incident, (id) => kins.find((one) => one.check.id === id), now)
}

describe('a child', () => {
  it('is told while its parent is well', () => {
    expect(hold([kin('web', 'router'), kin('router', null)])).toBeNull()
  })

  it('is held as long as its parent is down, whatever the time', () => {
    const parent = kin('router', null, fallen('router'))
    expect(hold([kin('web', 'router'), parent])).toEqual({
      why: 'down',
      check: idOf('router'),
      name: 'router',
      until: null,
    })
  })

  it('names the farthest that is down as the cause', () => {
    const kins = [
      kin('web', 'switch'),
      kin('switch', 'router', fallen('switch')),
      kin('router', null, fallen('router')),
    ]
    expect(hold(kins)?.name).toBe('router')
  })

  it('is not silenced by a parent that wakes nobody', () => {
    expect(hold([kin('web', 'router'), kin('router', null, fallen('router', 'info'))])).toBeNull()
  })

  it.each([
    ['paused', (one: Kin) => Object.assign(one.check, { paused: true })],
    ['unknown', (one: Kin) => Object.assign(one.state.engine, { unknownSince: openedAt - 61_000 })],
    ['not asked', (one: Kin) => Object.assign(one.state.engine, { lastDecidedAt: openedAt - 2e5 })],
  ])('is not held by a parent that is %s', (_, change) => {
    const parent = kin('router', null, fallen('router'))
    change(parent)
    expect(hold([kin('web', 'router'), parent])).toBeNull()
  })

  it('waits for a parent not asked since it failed, and not longer than its verdict takes', () => {
    const parent = kin('router', null)
    parent.state.engine.lastStartedAt = startedAt - 1
    const child = kin('web', 'router')
    const found = hold([child, parent])
    expect(found).toMatchObject({ why: 'verifying', until: startedAt + 54_000 })
    expect(hold([child, parent], found!.until!)).toBeNull()
    Object.assign(parent.check, { confirmSeconds: 600 })
    expect(hold([child, parent])?.until).toBe(startedAt + parentWaitMsMax)
  })

  it('may recover after its parent, and is told when it fails on', () => {
    const parent = kin('router', null, { since: openedAt - 1_000 })
    const child = kin('web', 'router')
    child.state.engine.lastStartedAt = openedAt - 2_000
    expect(hold([child, parent])).toMatchObject({ why: 'settling' })
    expect(hold([child, parent], openedAt + parentWaitMsMax)).toBeNull()
    child.state.engine.lastStartedAt = openedAt
    expect(hold([child, parent])).toBeNull()
  })

  it('lets go of a child at once when it is paused or taken away', () => {
    const parent = kin('router', null, fallen('router'))
    const child = kin('web', 'router')
    expect(hold([child, { ...parent, check: { ...parent.check, paused: true } }])).toBeNull()
    expect(hold([child])).toBeNull()
  })

  it('is told of its certificate all the same', () => {
    const kins = [kin('web', 'router'), kin('router', null, fallen('router'))]
    const own = incidentOf({ kind: 'certificate', group: 'certificate' })
    const found = heldByParent(kins[0]!, own, (id) => kins.find((k) => k.check.id === id), openedAt)
    expect(found).toBeNull()
  })
})

it('a circle ends where it closes', () => {
  const kins = [kin('a', 'b'), kin('b', 'c'), kin('c', 'a')]
  const above = ancestorsOf(kins[0]!, (id) => kins.find((one) => one.check.id === id))
  expect(above.map((one) => one.check.name)).toEqual(['b', 'c'])
})

it('says once because of whom it is not told', () => {
  const found = { why: 'down' as const, check: idOf('router'), name: 'router', until: null }
  const once = withBecause(incident, found, openedAt + 5_000)
  expect(once.because).toEqual({ check: idOf('router'), name: 'router' })
  expect(once.events.at(-1)).toMatchObject({ kind: 'noted', sequence: 2, because: once.because })
  expect(withBecause(once, found, openedAt + 9_000)).toBe(once)
})
