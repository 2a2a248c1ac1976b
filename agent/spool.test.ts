// The spool keeps what a master has not taken, over restarts and over hours, and every report is
// either taken once or counted as lost.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { HostReport } from '../workers/domain/host/report.ts'
import { makeSkew } from './skew.ts'
import { openSpool, type Spool } from './spool.ts'

const folders: string[] = []
const fresh = () => {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-spool-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const report = (at: number) => ({ at, findings: [], metrics: [] })

/** Lets no file be written in a folder, as a full disk does; called, it lets them again. */
function fill(folder: string): () => void {
  const names = ['mark.json.new', ...[1, 2, 3, 4].map((seq) => `${seq}.json`)]
  const taken = names.filter((one) => !existsSync(join(folder, one)))
  for (const one of taken) mkdirSync(join(folder, one))
  return () => {
    for (const one of taken) rmSync(join(folder, one), { recursive: true, force: true })
  }
}

/** A master as the shard is one: what was taken is not taken again. */
function master() {
  const taken: number[] = []
  let spool = ''
  let lost = 0
  return {
    taken,
    lost: () => lost,
    /** Takes a report in, and answers the number to acknowledge. */
    hear(sent: HostReport) {
      const last = sent.spool === spool ? (taken.at(-1) ?? 0) : 0
      spool = sent.spool
      if (sent.seq > last) {
        lost += sent.seq - last - 1
        taken.push(sent.seq)
      }
      return sent.seq
    },
  }
}

function drain(spool: Spool, to: ReturnType<typeof master>): void {
  for (let [next] = spool.oldest(1); next; [next] = spool.oldest(1))
    spool.acknowledge(to.hear(next))
}

describe('the spool', () => {
  it('keeps six hours of a dead master, and all of it arrives once', () => {
    const spool = openSpool(fresh())
    const there = master()
    for (let minute = 0; minute < 360; minute += 1) spool.put(report(minute))
    expect(spool.state()).toEqual({ waiting: 360, lost: 0, trouble: null })
    drain(spool, there)
    expect(there.taken).toEqual(Array.from({ length: 360 }, (_, index) => index + 1))
    expect(spool.state()).toEqual({ waiting: 0, lost: 0, trouble: null })
  })

  it('drops the oldest when it is full, and says so with the first that is left', () => {
    const spool = openSpool(fresh(), { reports: 3 })
    for (let minute = 1; minute <= 5; minute += 1) spool.put(report(minute))
    expect(spool.oldest(9).map(({ seq, lost }) => [seq, lost])).toEqual([
      [3, 2],
      [4, 0],
      [5, 0],
    ])
    expect(spool.state()).toEqual({ waiting: 3, lost: 2, trouble: null })
    spool.acknowledge(3)
    expect(spool.oldest(1)).toMatchObject([{ seq: 4, lost: 0 }])
  })

  it('is bounded in bytes too', () => {
    const spool = openSpool(fresh(), { bytes: 1_000 })
    for (let minute = 1; minute <= 50; minute += 1) spool.put(report(minute))
    expect(spool.state().waiting).toBeLessThan(15)
    expect(spool.state().waiting + spool.state().lost).toBe(50)
  })

  it('is the same spool after a restart, without a report half written', () => {
    const folder = fresh()
    const before = openSpool(folder)
    for (let minute = 1; minute <= 3; minute += 1) before.put(report(minute))
    before.acknowledge(1)
    writeFileSync(join(folder, '4.json'), '{"v":1,"se')
    const after = openSpool(folder)
    expect(after.name).toBe(before.name)
    after.put(report(4))
    expect(after.oldest(9).map((one) => one.seq)).toEqual([2, 3, 4])
  })

  it('leaves nothing of what was taken on the disk', () => {
    const folder = fresh()
    const spool = openSpool(folder)
    for (let minute = 1; minute <= 3; minute += 1) spool.put(report(minute))
    spool.acknowledge(3)
    expect(readdirSync(folder)).toEqual(['mark.json'])
    expect(openSpool(folder).oldest(1)).toEqual([])
  })

  it('holds reports in memory on a disk that takes nothing, and says why', () => {
    const folder = fresh()
    const spool = openSpool(folder)
    const there = master()
    spool.put(report(1))
    const free = fill(folder)
    for (let minute = 2; minute <= 4; minute += 1) spool.put(report(minute))
    expect(spool.state()).toMatchObject({ waiting: 4, lost: 0, trouble: expect.any(String) })
    drain(spool, there)
    expect(there.taken).toEqual([1, 2, 3, 4])
    free()
    spool.put(report(5))
    expect(spool.state().trouble).toBe(null)
  })

  it('begins anew under another name where its mark could not be kept', () => {
    const folder = fresh()
    const before = openSpool(folder)
    const free = fill(folder)
    before.put(report(1))
    before.acknowledge(1)
    const amid = openSpool(folder)
    amid.put(report(2))
    expect(amid.oldest(1)).toMatchObject([{ seq: 1, spool: amid.name }])
    free()
    const after = openSpool(folder)
    expect(new Set([before.name, amid.name, after.name]).size).toBe(3)
    expect(openSpool(folder).name).toBe(after.name)
  })

  it('counts the same on both sides, whatever is cut, restarted and not acknowledged', () => {
    const step = fc.constantFrom('put', 'put', 'put', 'send', 'lose the answer', 'restart')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const folder = fresh()
        const limits = { reports: 5 }
        const there = master()
        let spool = openSpool(folder, limits)
        let put = 0
        for (const one of steps) {
          const [next] = spool.oldest(1)
          if (one === 'put') {
            put += 1
            spool.put(report(put))
          } else if (one === 'restart') spool = openSpool(folder, limits)
          else if (next) {
            const seq = there.hear(next)
            if (one === 'send') spool.acknowledge(seq)
          }
        }
        drain(spool, there)
        expect(new Set(there.taken).size).toBe(there.taken.length)
        expect(there.taken).toEqual(there.taken.toSorted((a, b) => a - b))
        expect(there.taken.length + there.lost()).toBe(put)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the clock', () => {
  it('is corrected by the question with the shortest way', () => {
    const skew = makeSkew()
    skew.heard(1_000, 61_900, 3_000)
    skew.heard(5_000, 65_020, 5_040)
    expect(skew.ms()).toBe(60_000)
  })
  it('is left alone where the difference is within the way itself', () => {
    const skew = makeSkew()
    skew.heard(1_000, 1_030, 1_080)
    expect(skew.ms()).toBe(0)
  })
  it('is known anew when it was set, however sure it was before', () => {
    const skew = makeSkew()
    expect(skew.isKnown()).toBe(false)
    skew.heard(1_000, 1_001, 1_002)
    skew.heard(7_302_000, 103_000, 7_304_000)
    expect(skew.ms()).toBe(-7_200_000)
    // Set back, and what was measured in between is as wrong.
    skew.heard(200_000, 200_050, 200_090)
    expect([skew.ms(), skew.isKnown()]).toEqual([0, true])
  })
  it('keeps the surest of those that agree', () => {
    const skew = makeSkew()
    skew.heard(1_000, 61_005, 1_010)
    for (const at of [2_000, 3_000, 4_000]) skew.heard(at, at + 61_400, at + 2_000)
    expect(skew.ms()).toBe(60_000)
  })
})
