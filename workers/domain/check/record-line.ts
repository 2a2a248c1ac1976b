// What the records of a name must be, one line each: `contains 192.0.2.1`, `equals a, b` (in any
// order), `matches ^v=spf1`, `count at least 2`, `ttl at most 300`. Values are compared as records,
// not as texts: case, last dots and short forms of addresses make no difference.
import { RE2JS } from 're2js'
import { type DnsRecord, dnsName, type RecordType, shortAddress } from '../dns.ts'
import { patternSizeMax, tooLarge } from './expectation.ts'

export const recordLineCharsMax = 500
export const recordLinesMax = 10
const matchedRecordsMax = 50
const matchedCharsMax = 500

export type RecordLine =
  | { is: 'contains' | 'not contains' | 'equals'; values: string[] }
  | { is: 'matches' | 'not matches'; pattern: RE2JS }
  | { of: 'count' | 'ttl'; is: 'at least' | 'at most' | 'exactly'; number: number }

const example =
  'write it like "contains 192.0.2.1", "equals 192.0.2.1, 192.0.2.2", "matches ^v=spf1", ' +
  '"count at least 2" or "ttl at most 300"'
const decay =
  'what is left of a TTL in a resolver counts down to 0, so "ttl" can only be held to "at most"'

/** Reads a line about records of a type; answers a sentence with the remedy when it cannot. */
export function parseRecordLine(line: string, type: RecordType): RecordLine | string {
  const figure = /^(count|ttl)\s+(at least|at most|exactly)\s+(\d{1,9})$/.exec(line.trim())
  if (figure) {
    const [, of, is, number] = figure
    if (of === 'ttl' && is !== 'at most') return decay
    return { of, is, number: Number(number) } as RecordLine
  }
  const words = /^(not contains|contains|equals|not matches|matches)\s+(.+)$/s.exec(line.trim())
  if (!words) return example
  const [, is = '', text = ''] = words
  if (is.endsWith('matches')) return withPattern(is as 'matches', text)
  const values = is === 'equals' ? split(text) : [text]
  const read = values.map((value) => recordValue(type, value))
  const wrong = values[read.indexOf(null)]
  if (wrong !== undefined) return `"${wrong}" is no ${type} record; like ${samples[type]}`
  return { is, values: read } as RecordLine
}

function withPattern(is: 'matches' | 'not matches', text: string): RecordLine | string {
  try {
    const pattern = RE2JS.compile(text)
    return pattern.programSize() > patternSizeMax ? tooLarge : { is, pattern }
  } catch {
    return `"${text}" is not a pattern of RE2 (no look-around, no back-references)`
  }
}

const samples: Record<RecordType, string> = {
  A: '192.0.2.1',
  AAAA: '2001:db8::1',
  CNAME: 'target.example.com',
  MX: '10 mail.example.com',
  NS: 'ns1.example.com',
  TXT: '"v=spf1 -all"',
  SOA: 'ns1.example.com admin.example.com 1 7200 3600 1209600 3600',
  CAA: '0 issue "letsencrypt.org"',
}

/** Values parted by commas; what stands in quotes may hold commas. */
function split(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|[^,"])+/g) ?? []
  return found.map((one) => one.trim()).filter(Boolean)
}

/** A value in the one form that records are compared in; null: no record of this type. An MX may
 *  lack its preference. */
export function recordValue(type: RecordType, value: string): string | null {
  const text = value.trim()
  switch (type) {
    case 'A':
      return isFour(text) ? text : null
    case 'AAAA':
      return shortAddress(text)
    case 'CNAME':
    case 'NS':
      return dnsName(text)
    case 'MX': {
      const [, preference = '', host = ''] = /^(?:(\d{1,5})\s+)?(\S+)$/.exec(text) ?? []
      const name = host === '.' ? '.' : dnsName(host)
      return name === null ? null : `${preference} ${name}`.trim()
    }
    case 'TXT':
      return /^".*"$/s.test(text) ? text.slice(1, -1) : text
    case 'SOA': {
      const words = text.toLowerCase().split(/\s+/)
      return words.length === 7 ? words.map((word) => word.replace(/\.$/, '')).join(' ') : null
    }
    case 'CAA': {
      const [, flags, tag = '', given = ''] = /^(\d{1,3})\s+(\w+)\s+"?([^"]*)"?$/.exec(text) ?? []
      return flags === undefined ? null : `${flags} ${tag.toLowerCase()} "${given}"`
    }
  }
}

const isFour = (text: string) =>
  /^(\d{1,3})(\.\d{1,3}){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part)

/** A record is the value wanted; an MX is told by its host where no preference was given. */
function isRecord(type: RecordType, data: string, wanted: string): boolean {
  const value = recordValue(type, type === 'TXT' ? `"${data}"` : data) ?? data
  if (type === 'MX' && !wanted.includes(' ')) return value.endsWith(` ${wanted}`)
  return value === wanted
}

/** Whether a line holds for the records of an answer. */
export function holdsFor(line: RecordLine, type: RecordType, records: DnsRecord[]): boolean {
  if ('number' in line) return holdsNumber(line, records)
  if ('pattern' in line) {
    const isFound = records
      .slice(0, matchedRecordsMax)
      .some(({ data }) => line.pattern.matcher(data.slice(0, matchedCharsMax)).find())
    return isFound === (line.is === 'matches')
  }
  const has = (wanted: string) => records.some(({ data }) => isRecord(type, data, wanted))
  if (line.is === 'contains') return has(line.values[0]!)
  if (line.is === 'not contains') return !has(line.values[0]!)
  const isWanted = ({ data }: DnsRecord) => line.values.some((one) => isRecord(type, data, one))
  return line.values.every(has) && records.every(isWanted)
}

function holdsNumber(line: Extract<RecordLine, { number: number }>, records: DnsRecord[]): boolean {
  const { of, is, number } = line
  const figure = of === 'count' ? records.length : Math.max(...records.map((one) => one.ttlSeconds))
  if (is === 'at least') return figure >= number
  return is === 'at most' ? figure <= number : figure === number
}
