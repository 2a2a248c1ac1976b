// Lines over DNS records: what can be written, and what holds for which records.
import { describe, expect, it } from 'vitest'
import type { DnsRecord, RecordType } from '../dns.ts'
import { holdsFor, parseRecordLine } from './record-line.ts'

const recordsOf = (type: RecordType, data: string[], ttlSeconds = 300): DnsRecord[] =>
  data.map((one) => ({ name: 'a.example', type, ttlSeconds, data: one }))

describe('a line', () => {
  const rows: [RecordType, string, string[], boolean][] = [
    ['A', 'contains 192.0.2.1', ['192.0.2.1', '192.0.2.2'], true],
    ['A', 'contains 192.0.2.1', ['192.0.2.11'], false],
    ['A', 'not contains 192.0.2.1', ['192.0.2.2'], true],
    ['A', 'not contains 192.0.2.1', ['192.0.2.1'], false],
    ['A', 'equals 192.0.2.2, 192.0.2.1', ['192.0.2.1', '192.0.2.2'], true],
    ['A', 'equals 192.0.2.1', ['192.0.2.1', '192.0.2.2'], false],
    ['A', 'equals 192.0.2.1,192.0.2.2', ['192.0.2.1'], false],
    ['AAAA', 'contains 2001:DB8:0:0::1', ['2001:db8::1'], true],
    ['CNAME', 'equals Target.Example.com.', ['target.example.com'], true],
    ['NS', 'contains ns1.example.com', ['ns1.example.com', 'ns2.example.com'], true],
    ['MX', 'contains mail.example.com', ['10 mail.example.com'], true],
    ['MX', 'contains 10 mail.example.com.', ['10 mail.example.com'], true],
    ['MX', 'contains 20 mail.example.com', ['10 mail.example.com'], false],
    ['MX', 'equals mail.example.com', ['10 mail.example.com', '20 b.example.com'], false],
    ['MX', 'contains ail.example.com', ['10 mail.example.com'], false],
    ['TXT', 'equals "a, b", c', ['c', 'a, b'], true],
    ['TXT', 'contains v=spf1 -all', ['v=spf1 -all'], true],
    ['TXT', 'contains v=spf1', ['v=spf1 -all'], false],
    ['TXT', 'matches ^v=spf1', ['other', 'v=spf1 -all'], true],
    ['TXT', 'not matches ^v=spf1', ['other', 'v=spf1 -all'], false],
    ['TXT', 'not matches ^v=spf1', ['other'], true],
    ['CAA', 'contains 0 issue letsencrypt.org', ['0 issue "letsencrypt.org"'], true],
    ['SOA', 'equals NS.a. admin.a. 1 2 3 4 5', ['ns.a admin.a 1 2 3 4 5'], true],
    ['A', 'count at least 2', ['192.0.2.1'], false],
    ['A', 'count at least 2', ['192.0.2.1', '192.0.2.2'], true],
    ['A', 'count at most 1', ['192.0.2.1', '192.0.2.2'], false],
    ['A', 'count exactly 1', ['192.0.2.1'], true],
    ['A', 'ttl at most 300', ['192.0.2.1'], true],
    ['A', 'ttl at most 299', ['192.0.2.1'], false],
  ]
  it.each(rows)('%s %s of %j', (type, text, data, holds) => {
    const line = parseRecordLine(text, type)
    if (typeof line === 'string') throw new Error(line)
    expect(holdsFor(line, type, recordsOf(type, data))).toBe(holds)
  })

  it.each<[RecordType, string, RegExp]>([
    ['A', 'contains', /write it like/],
    ['A', 'includes 192.0.2.1', /write it like/],
    ['A', 'contains example.com', /no A record; like 192\.0\.2\.1/],
    ['A', 'contains 192.0.2.256', /no A record/],
    ['A', 'contains 192.0.2.01', /no A record/],
    ['A', 'equals 192.0.2.1, x', /"x" is no A record/],
    ['AAAA', 'contains 192.0.2.1', /no AAAA record/],
    ['MX', 'contains ten mail.a', /no MX record/],
    ['SOA', 'contains ns.a', /no SOA record/],
    ['CAA', 'contains letsencrypt.org', /no CAA record/],
    ['TXT', 'matches (?=x)', /not a pattern of RE2/],
    ['TXT', `matches (a{1,100}){1,10}`, /too large/],
    ['A', 'ttl at least 60', /counts down/],
    ['A', 'count above 2', /write it like/],
    ['A', 'count at least -1', /write it like/],
  ])('%s %s is refused', (type, text, words) => {
    expect(parseRecordLine(text, type)).toMatch(words)
  })
})
