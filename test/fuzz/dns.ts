// Broken DNS messages against the codec and all that stands behind it: whatever the bytes, a message
// or none; an exception of our own, or a turn without end, would be a false word about a name.

import type { CheckOf } from '../../workers/domain/check/check.ts'
import { dns } from '../../workers/domain/check/dns.ts'
import { checkInput, resolveCheck } from '../../workers/domain/check/index.ts'
import { recordCharsMax, recordsMax } from '../../workers/domain/dns.ts'
import { type DnsMessage, decodeMessage } from '../../workers/probe/dns-message.ts'
import { readAnswer } from '../../workers/probe/resolver.ts'
import { addressOf, messageOf, nameOf, recordOf } from '../fakes/doh.ts'
import { chanceOf, type FuzzReport, wounded } from './report.ts'

const name = 'www.shop.test'
const raw = Buffer.concat([nameOf(name), Buffer.from([0, 1, 0, 1])])
const records = [
  recordOf('CNAME', nameOf('edge.shop.test')),
  recordOf('CNAME', Buffer.from([4, 0x65, 0x64, 0x67, 0x65, 0xc0, 16])),
  addressOf('192.0.2.1'),
  recordOf('AAAA', Buffer.alloc(16, 0x20)),
  recordOf('MX', Buffer.concat([Buffer.from([0, 10]), nameOf('mail.shop.test')])),
  recordOf('NS', nameOf('ns.shop.test')),
  recordOf('TXT', Buffer.from('\x05v=spf\x041 -a')),
  recordOf('SOA', Buffer.concat([nameOf('ns.shop.test'), nameOf('a.test'), Buffer.alloc(20, 7)])),
  recordOf('CAA', Buffer.from('\x00\x05issueca.test')),
]
const seeds = [
  messageOf({ raw, id: 0 }, { records }),
  messageOf({ raw, id: 0 }, { records: records.slice(0, 3) }),
  messageOf({ raw, id: 0 }, { rcode: 2, errors: [[7, 'signature expired']] }),
  messageOf({ raw, id: 0 }, { rcode: 3 }),
  ...records.map((one) => messageOf({ raw, id: 0 }, { records: [one] })),
]

export type Decode = (bytes: Uint8Array) => DnsMessage | null

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00.000Z' }
const check = resolveCheck(
  checkInput.parse({ type: 'dns', host: name, answers: ['contains 192.0.2.1'] }),
  facts,
) as CheckOf<'dns'>

/** Reads `inputs` broken messages; each repeats by its number and the seed. */
export async function fuzzDns(
  inputs: number,
  seed: number,
  decode: Decode = decodeMessage,
): Promise<FuzzReport> {
  const outcomes: Record<string, number> = {}
  const faults: string[] = []
  for (let input = 0; input < inputs; input += 1) {
    const below = chanceOf(seed * 1_000_003 + input)
    const whole = seeds[below(seeds.length)]!
    const bytes = below(50) === 0 ? whole : wounded(whole, below)
    try {
      const outcome = outcomeOf(decode(bytes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    } catch (fault) {
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
      faults.push(`input ${input} of seed ${seed}: ${text}`)
    }
  }
  return { inputs, outcomes, faults }
}

/** What comes of a message: judged to its end, within its bounds. */
function outcomeOf(message: DnsMessage | null): string {
  if (!message) return 'no message'
  if (message.answers.length > recordsMax) throw new Error(`${message.answers.length} records`)
  for (const { data, name: owner, ttlSeconds } of message.answers) {
    if (data.length > recordCharsMax || owner.length > 4 * 255) throw new Error('too long')
    if (!(ttlSeconds >= 0 && ttlSeconds <= 0x7fffffff)) throw new Error(`a TTL of ${ttlSeconds}`)
  }
  const read = readAnswer({ name, type: 'A' }, message)
  const answers = [{ resolver: 'r', ms: 1, ...read }]
  const seen = { order: 'o', startedAt: 0, totalMs: 1, budgetMs: 1, phases: {} }
  const judged = dns.evaluate!(check, { v: 1, kind: 'answered', ...seen, answers }, 0)
  return `${read.outcome}, ${judged.kind}`
}
