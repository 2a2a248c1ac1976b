// A place that alone fails one check: its other checks are asked there before anybody is told that
// the site fails there.
import { expect, it } from 'vitest'
import { configure } from '../../workers/flow/configure.ts'
import { judge } from '../../workers/flow/judge.ts'
import { locationsOf, roundOf } from '../fakes/rounds.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld, startAt } from './shard.ts'

const voters = locationsOf('weur enam oc')
const config = configOf({
  version: 8,
  checks: [
    checkOf(),
    checkOf({ id: 'chk_acme00000001_long' }),
    checkOf({ id: 'chk_acme00000001_fresh' }),
    checkOf({ id: 'chk_acme00000001_longest' }),
    checkOf({ id: 'chk_acme00000001_elsewhere', locations: ['enam', 'oc'] }),
    checkOf({ id: 'chk_acme00000001_paused', paused: true }),
  ],
})

/** Has the first check judged every four seconds, and says who was to be asked by then. */
function askedAfter(seconds: number, sights: string): string[] {
  const world = shardWorld(configOf({ checks: [] }))
  world.ports.locations.list = () => voters.map((one) => ({ ...one, default: true }))
  configure(world.memory, world.ports, config)
  const [about, ...others] = [...world.memory.checks.values()]
  for (const [index, one] of others.entries()) {
    one.now = false
    one.state.engine.lastStartedAt = startAt - [300, 10, 900, 900, 900][index]! * 1000
  }
  for (let at = 0; at <= seconds; at += 4) {
    const startedAt = startAt + at * 1000
    const number = at / 4 + 1
    judge(world.memory, world.ports, about!, roundOf(sights, voters, { number, startedAt }))
    world.pass(4_000)
  }
  return others.filter(({ now }) => now).map(({ check }) => check.id.split('_')[2]!)
}

it('the checks not asked for longest, as many as it takes to know', () => {
  expect(askedAfter(16, 'weur:fail enam:pass oc:pass').toSorted()).toEqual(['long', 'longest'])
})

it('not before the failure was verified', () => {
  expect(askedAfter(8, 'weur:fail enam:pass oc:pass')).toEqual([])
})

it('not when more than one place fails', () => {
  expect(askedAfter(16, 'weur:fail enam:fail oc:pass')).toEqual([])
})
