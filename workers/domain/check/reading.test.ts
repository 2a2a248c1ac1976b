// Which place reads the certificate of an https check in which round.
import { describe, expect, it } from 'vitest'
import { checkOf } from '../../../test/fakes/telling.ts'
import type { Check } from './check.ts'
import { certificateReaders } from './reading.ts'

const asked = ['a', 'b', 'c']
const check = checkOf()
/** Who reads in each of the first slots. */
function readers(one: Check, slots: number): string[][] {
  return Array.from({ length: slots }, (_, slot) =>
    certificateReaders(one, {}, { number: slot + 2, slot, asked }),
  )
}

describe('the certificate is read', () => {
  it('in the first round', () => {
    for (let slot = 0; slot < 6; slot += 1) {
      expect(certificateReaders(check, {}, { number: 1, slot, asked })).toHaveLength(1)
    }
  })

  it('in every sixth slot, by one place, each in its turn', () => {
    const all = readers(check, 36)
    expect(all.filter((one) => one.length > 0)).toHaveLength(6)
    expect(new Set(all.flat())).toEqual(new Set(asked))
    const first = all.findIndex((one) => one.length > 0)
    expect(all[first + 6]).toHaveLength(1)
  })

  it('not in the same slot for every check', () => {
    const firsts = ['x', 'y', 'z', 'zz'].map((id) =>
      readers({ ...check, id }, 6).findIndex((one) => one.length > 0),
    )
    expect(new Set(firsts).size).toBeGreaterThan(1)
  })

  it.each([
    [1_800, 18],
    [3_600, 36],
    [86_400, 36],
  ])('more often where slots are %i s apart', (intervalSeconds, times) => {
    const all = readers({ ...check, intervalSeconds }, 36)
    expect(all.filter((one) => one.length > 0)).toHaveLength(times)
  })

  it('by all places while a turn waits, whatever the round', () => {
    const wanted = { stage: null, since: 0, round: 1 }
    const expiries = { certificate: { wanted } as never }
    expect(certificateReaders(check, { expiries }, { number: 9, asked })).toEqual(asked)
  })

  it('never beside the grid else, nor of what has none', () => {
    expect(certificateReaders(check, {}, { number: 9, asked })).toEqual([])
    const plain = {
      ...check,
      http: { ...(check as { http: object }).http, url: 'http://a.example' },
    }
    expect(certificateReaders(plain as Check, {}, { number: 1, slot: 0, asked })).toEqual([])
    const tcp = { ...check, type: 'tcp', tcp: { host: 'a', port: 1 } } as Check
    expect(certificateReaders(tcp, {}, { number: 1, slot: 0, asked })).toEqual([])
  })
})
