// What the laws of courses share: where they begin, the places, casts that chance makes, segments.
import fc from 'fast-check'
import type { Location } from '../../workers/domain/location.ts'
import type { Behaviour, Segment } from '../stories/target.ts'

export const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
export const minute = 60_000
export const names = ['weur', 'enam', 'oc', 'sam', 'afr']

const network = fc.constantFrom('cloudflare', 'hetzner', 'ovh')

/** Casts of `min` to five places, some of them the check's own, on up to three networks. */
export const castOfMin = (min: number) =>
  fc
    .record({
      count: fc.integer({ min, max: 5 }),
      own: fc.integer({ min, max: 5 }),
      networks: fc.array(network, { minLength: 5, maxLength: 5 }),
    })
    .map(({ count, own, networks }) => ({
      own: Math.min(own, count),
      locations: names
        .slice(0, count)
        .map((id, index): Location => ({ id, network: networks[index]!, label: id })),
    }))

/** From an instant on, in ms, everything behaves so, as these places see it. */
export const seg = (
  from: number,
  behaviour: Behaviour,
  places: Segment['places'] = 'all',
): Segment => ({ from, places, checks: 'all', behaviour })
