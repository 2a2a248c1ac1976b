// Ways in which a replica lies, and what is said of each.
import { describe, expect, it } from 'vitest'
import { databaseFields } from './database-settings.ts'
import { lagOf, type ReplicaReading, replicaFault, replicaReadings } from './replication.ts'

const settings = databaseFields.parse({
  name: 'orders',
  engine: 'postgresql',
  url: 'postgres://replica/orders',
  replica: true,
})

const beat = { writeFault: null, readFault: null, ageSeconds: 1, writtenForSeconds: 3_600 }
const well: ReplicaReading = {
  isReplica: true,
  link: 'up',
  linkText: null,
  isApplying: true,
  applyText: null,
  lagBytes: 0,
  lagSeconds: 0,
  beat,
}

interface Row {
  what: string
  reading: Partial<ReplicaReading>
  level: 'critical' | 'unknown' | null
  text?: RegExp
  lag: number | null
}

const rows: Row[] = [
  { what: 'a replica that follows', reading: {}, level: null, lag: 1 },
  {
    what: 'cut off with everything applied: 0 s and 0 bytes',
    reading: { link: 'down', linkText: 'no receiver', beat: { ...beat, ageSeconds: 600 } },
    level: 'critical',
    text: /link to its primary is down \(no receiver\), 10 min behind/,
    lag: 600,
  },
  {
    what: 'cut off, and no row is written',
    reading: { link: 'down', beat: null },
    level: 'critical',
    text: /link/,
    lag: 0,
  },
  {
    what: 'a receiver that says streaming over a dead connection',
    reading: { beat: { ...beat, ageSeconds: 240 } },
    level: null,
    lag: 240,
  },
  {
    what: 'an idle primary: the time since the last transaction grows, nothing waits',
    reading: { lagSeconds: 86_400, beat: null },
    level: null,
    lag: 0,
  },
  {
    what: 'an idle primary with a row that arrives',
    reading: { lagSeconds: 86_400 },
    level: null,
    lag: 1,
  },
  {
    what: 'replay paused while the receiver goes on',
    reading: { isApplying: false, applyText: 'replay is paused', lagBytes: 4_000, lagSeconds: 0 },
    level: 'critical',
    text: /receives and does not apply \(replay is paused\)/,
    lag: 1,
  },
  {
    what: 'promoted: it follows nobody and is behind nothing',
    reading: { isReplica: false, link: null, lagBytes: null, lagSeconds: null, beat: null },
    level: 'critical',
    text: /no replica any more/,
    lag: null,
  },
  {
    what: 'of another primary: nothing of ours arrives',
    reading: { beat: { ...beat, ageSeconds: null } },
    level: 'critical',
    text: /does not arrive/,
    lag: 0,
  },
  {
    what: 'a row first written a moment ago',
    reading: { beat: { ...beat, ageSeconds: null, writtenForSeconds: 5 } },
    level: null,
    lag: 0,
  },
  {
    what: 'a primary on which no row can be written: its age is no lag of the replica',
    reading: { beat: { ...beat, writeFault: 'read-only', ageSeconds: 9_000 } },
    level: null,
    lag: 0,
  },
  {
    what: 'a delay by intent, seen by the row alone',
    reading: { lagBytes: null, lagSeconds: 0, beat: { ...beat, ageSeconds: 3_600 } },
    level: null,
    lag: 3_600,
  },
  {
    what: 'nothing that could be read',
    reading: {
      isReplica: null,
      link: null,
      isApplying: null,
      lagBytes: null,
      lagSeconds: null,
      beat: null,
    },
    level: 'unknown',
    lag: null,
  },
]

describe('a replica', () => {
  it.each(rows)('$what', ({ reading, level, text, lag }) => {
    const read = { ...well, ...reading }
    const fault = replicaFault(read, settings)
    expect(fault?.level ?? null).toBe(level)
    if (text) expect(fault?.text).toMatch(text)
    expect(lagOf(read)).toBe(lag)
  })

  it('says which proof is missing when the row cannot be written', () => {
    const read = { ...well, beat: { ...beat, writeFault: 'permission denied' } }
    const found = replicaReadings('orders', read, settings).find((one) =>
      one.key.endsWith(':heartbeat'),
    )
    expect(found).toMatchObject({
      level: 'unknown',
      text: 'the heartbeat row of orders cannot be written on the primary: permission denied',
    })
  })
})
