// When one place alone goes on failing one check: its other checks are asked there at once, so that
// a sick place is known for one before anybody is told that a site fails there.
import { isAsked } from '../domain/check/index.ts'
import { aroundCount, isAskedFrom } from '../domain/verdict/around.ts'
import type { ShardPorts } from '../ports.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'

/** Has the checks that were not asked for longest asked at the next wake. */
export function askAround(memory: Memory, ports: ShardPorts, about: Watched, place: string): void {
  const others = [...memory.checks.values()].filter(
    (one) =>
      one !== about &&
      !one.check.paused &&
      isAsked(one.check) &&
      isAskedFrom(one.state, worldOf(memory, ports, one), place),
  )
  const askedAt = ({ state }: Watched) => state.engine.lastStartedAt
  others.sort((a, b) => askedAt(a) - askedAt(b))
  for (const one of others.slice(0, aroundCount(others.length + 1))) one.now = true
  about.told = true
}
