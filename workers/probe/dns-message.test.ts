// DNS messages: what is read out of each record type, and that no bytes crash or turn the reader.
import { describe, expect, it } from 'vitest'
import { addressOf, messageOf, nameOf, recordOf, type Said } from '../../test/fakes/doh.ts'
import type { RecordType } from '../domain/dns.ts'
import { decodeMessage, encodeQuery } from './dns-message.ts'

const raw = Buffer.concat([nameOf('www.example.com'), Buffer.from([0, 1, 0, 1])])
const answer = (said: Said) => decodeMessage(messageOf({ raw, id: 0 }, said))
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const short = (...numbers: number[]) => {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [index, one] of numbers.entries()) bytes.writeUInt16BE(one, index * 2)
  return bytes
}

describe('a question', () => {
  it('is what RFC 1035 says', () => {
    const bytes = Buffer.from(encodeQuery({ name: 'a.bc', type: 'CAA' }))
    expect(bytes.toString('hex')).toBe('00000100000100000000000001610262630001010001')
  })
  it('asks for DNSSEC, and without validation', () => {
    const bytes = encodeQuery({ name: '', type: 'NS', dnssec: true, unchecked: true })
    expect([bytes[2], bytes[3], bytes[11]]).toEqual([1, 0x10, 1])
    expect([...bytes.slice(12, 17)]).toEqual([0, 0, 2, 0, 1])
    expect([...bytes.slice(17)]).toEqual([0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 0])
  })
})

describe('a record', () => {
  const soa = Buffer.concat([
    nameOf('ns.example.com'),
    nameOf('admin.example.com'),
    hex('00000001 00001c20 00000e10 00127500 00000e10'),
  ])
  const rows: [RecordType, Buffer, string][] = [
    ['A', hex('c0000201'), '192.0.2.1'],
    ['AAAA', hex('20010db8000000000000000000000001'), '2001:db8::1'],
    ['CNAME', nameOf('Other.Example.COM'), 'other.example.com'],
    ['CNAME', hex('c00c'), 'www.example.com'],
    ['NS', Buffer.concat([hex('026e73'), hex('c010')]), 'ns.example.com'],
    ['MX', Buffer.concat([short(10), nameOf('mail.example.com')]), '10 mail.example.com'],
    ['MX', Buffer.concat([short(0), nameOf('')]), '0 .'],
    [
      'TXT',
      Buffer.concat([hex('03'), Buffer.from('v=s'), hex('03'), Buffer.from('pf1')]),
      'v=spf1',
    ],
    ['SOA', soa, 'ns.example.com admin.example.com 1 7200 3600 1209600 3600'],
    ['CAA', Buffer.concat([hex('0005'), Buffer.from('issueca.example')]), '0 issue "ca.example"'],
    ['NS', hex('036e2e73 00'), 'n\\.s'],
    ['NS', hex('0300ff20 00'), '\\000\\255\\032'],
  ]
  it.each(rows)('%s %#', (type, data, text) => {
    const message = answer({ records: [recordOf(type, data, { ttl: 60 })] })
    const record = { name: 'www.example.com', type, ttlSeconds: 60, data: text }
    expect(message?.answers).toEqual([record])
  })

  const broken: [RecordType, string][] = [
    ['A', 'c00002'],
    ['A', 'c000020101'],
    ['AAAA', 'c0000201'],
    ['CNAME', ''],
    ['CNAME', '036e'],
    ['CNAME', '016e00ff'],
    ['MX', '0a'],
    ['TXT', ''],
    ['TXT', '0561'],
    ['SOA', '0000'],
    ['CAA', '00'],
    ['CAA', '0000'],
    ['CAA', '00ff61'],
  ]
  it.each(broken)('%s of %s is none', (type, data) => {
    expect(answer({ records: [recordOf(type, hex(data))] })).toBeNull()
  })
  it('with a TTL that is none has none', () => {
    const records = [addressOf('192.0.2.1', 0x80000000)]
    expect(answer({ records })?.answers[0]?.ttlSeconds).toBe(0)
  })
})

describe('a name', () => {
  it.each([
    ['that leads to itself', 'c02d', false],
    ['that leads forward', 'c0ff', false],
    ['of 64 letters and more', '40', false],
    ['that leads back', 'c00c', true],
  ])('%s', (_, pointer, isRead) => {
    // The data begins at byte 45: after header, question and the record's head.
    const data = hex(pointer)
    const message = answer({ records: [recordOf('CNAME', data)] })
    expect(message !== null).toBe(isRead)
  })
  it('longer than 255 bytes is none', () => {
    const label = 'a'.repeat(60)
    const long = nameOf([label, label, label, label, label].join('.'))
    expect(answer({ records: [recordOf('CNAME', long)] })).toBeNull()
  })
})

describe('a message', () => {
  it('tells its code, extended errors and truncation', () => {
    const errors: [number, string][] = [
      [7, 'signature expired'],
      [22, ''],
    ]
    expect(answer({ rcode: 2, errors })).toMatchObject({
      rcode: 2,
      errors: [
        { code: 7, text: 'signature expired' },
        { code: 22, text: '' },
      ],
    })
    expect(answer({ flags: 0x8380 })).toMatchObject({ isTruncated: true, isAnswer: true })
    expect(answer({ flags: 0x0100 })).toMatchObject({ isAnswer: false })
  })
  it('keeps at most 200 records', () => {
    const records = Array.from({ length: 300 }, () => addressOf('192.0.2.1'))
    expect(answer({ records })?.answers).toHaveLength(200)
  })
  it('cut at any byte is none, or shorter', () => {
    const whole = messageOf(
      { raw, id: 0 },
      { records: [addressOf('192.0.2.1')], errors: [[6, 'x']] },
    )
    for (let length = 0; length < whole.length; length += 1) {
      expect(decodeMessage(whole.subarray(0, length))).toBeNull()
    }
  })
})
