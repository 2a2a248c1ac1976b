// What the answers of resolvers mean for a `dns` check: each is a fault or none, and only a strict
// majority of those that could be asked says anything.
import type { ResolverAnswer } from '../dns.ts'
import type { Measurement } from '../measurement.ts'
import type { Judgement, Unmet } from '../observation.ts'
import type { FailReason } from '../reason.ts'
import type { CheckOf } from './check.ts'
import type { DnsSettings } from './dns.ts'
import { holdsFor, parseRecordLine, type RecordLine } from './record-line.ts'
import { judgeTrouble } from './trouble.ts'

interface Fault {
  reason: FailReason
  unmet?: Unmet
}

const reasonOf = {
  nxdomain: 'dns_nxdomain',
  no_data: 'dns_no_data',
  servfail: 'dns_servfail',
  bogus: 'dns_bogus',
  refused: 'dns_refused',
  timeout: 'dns_timeout',
  cname_loop: 'dns_cname_loop',
} as const

/** Of the resolvers that could be asked a strict majority must find fault to fail, and a strict
 *  majority must find none to pass. One of two is neither: they disagree. */
export function evaluateDns(check: CheckOf<'dns'>, measured: Measurement): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  const heard = (measured.answers ?? []).filter((one) => one.outcome !== 'unusable')
  if (heard.length === 0) return { kind: 'unknown', reason: 'resolver_unavailable' }
  const lines = linesOf(check.dns)
  const faults = heard.flatMap((one) => faultIn(check.dns, lines, one) ?? [])
  if (faults.length * 2 < heard.length) return { kind: 'pass' }
  if (faults.length * 2 === heard.length) return { kind: 'unknown', reason: 'resolvers_disagree' }
  const count = ({ reason }: Fault) => faults.filter((one) => one.reason === reason).length
  const { reason, unmet } = faults.toSorted((a, b) => count(b) - count(a))[0]!
  return {
    kind: 'fail',
    reasons: [reason],
    phase: 'name',
    timeout: false,
    ...(unmet ? { unmet } : {}),
  }
}

type Line = { text: string; line: RecordLine }

function faultIn(settings: DnsSettings, lines: Line[], answer: ResolverAnswer): Fault | null {
  const { outcome, records = [] } = answer
  if (outcome === 'unusable') return null
  const isAbsent = outcome === 'nxdomain' || outcome === 'no_data'
  if (settings.expect === 'absent' && isAbsent) return null
  if (outcome !== 'answer') return { reason: reasonOf[outcome] }
  if (settings.expect === 'absent') return { reason: 'dns_present' }
  const wrong = lines.find(({ line }) => !holdsFor(line, settings.recordType, records))
  if (!wrong) return null
  const found = records.map(({ data, ttlSeconds }) =>
    wrong.text.startsWith('ttl') ? `${ttlSeconds} s` : data,
  )
  const text = found.join(', ')
  const cut = text.length > foundCharsMax ? `${text.slice(0, foundCharsMax)}…` : text
  return { reason: 'expectation', unmet: { line: wrong.text, found: cut } }
}

const foundCharsMax = 80

const readLines = new Map<string, RecordLine | null>()

/** Lines that were checked when they were stored; one that can no longer be read fails nothing. */
function linesOf({ answers, recordType }: DnsSettings): Line[] {
  return answers.flatMap((text) => {
    const key = `${recordType} ${text}`
    let line = readLines.get(key)
    if (line === undefined) {
      const read = parseRecordLine(text, recordType)
      line = typeof read === 'string' ? null : read
      if (readLines.size > 2_000) readLines.clear()
      readLines.set(key, line)
    }
    return line ? [{ text, line }] : []
  })
}
