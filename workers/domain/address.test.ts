// The address guard, range by range: what may be a target, and in how many ways one host is written.
import { describe, expect, it } from 'vitest'
import { type AddressClass, type AddressPolicy, classOf, refusal } from './address.ts'

const allow: AddressPolicy = { privateTargets: 'allow', ownPorts: [5433, 8080] }
const deny: AddressPolicy = { ...allow, privateTargets: 'deny' }

const four: [AddressClass, string[]][] = [
  ['unspecified', ['0.0.0.0', '0.1.2.3', '0.255.255.255']],
  ['loopback', ['127.0.0.0', '127.0.0.1', '127.255.255.255']],
  ['linkLocal', ['169.254.0.0', '169.254.169.254', '169.254.255.255']],
  ['private', ['10.0.0.0', '10.255.255.255']],
  ['private', ['172.16.0.0', '172.31.255.255']],
  ['private', ['192.168.0.0', '192.168.255.255']],
  ['private', ['100.64.0.0', '100.100.100.200', '100.127.255.255']],
  ['private', ['192.0.0.0', '192.0.0.255']],
  ['private', ['198.18.0.0', '198.19.255.255']],
  ['multicast', ['224.0.0.1', '239.255.255.255']],
  ['multicast', ['240.0.0.1', '255.255.255.255']],
  ['public', ['1.1.1.1', '9.255.255.255', '11.0.0.0', '126.255.255.255', '128.0.0.0']],
  ['public', ['100.63.255.255', '100.128.0.0', '169.253.255.255', '169.255.0.0']],
  ['public', ['172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '192.0.1.0']],
  ['public', ['198.17.255.255', '198.20.0.0', '223.255.255.255']],
]

const six: [AddressClass, string[]][] = [
  ['unspecified', ['::', '0:0:0:0:0:0:0:0']],
  ['loopback', ['::1', '0:0:0:0:0:0:0:1', '0000:0000::0001']],
  ['private', ['::2', '::ffff']],
  ['linkLocal', ['fe80::1', 'FE80::1', 'febf::1', 'fe80::1%eth0']],
  ['private', ['fec0::1', 'feff::1']],
  ['private', ['fc00::1', 'fd12:3456::1', 'fdff:ffff::1']],
  ['private', ['64:ff9b:1::808:808', '64:ff9b:1:7f00:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff']],
  ['multicast', ['ff00::', 'ff02::1', 'ffff::1']],
  ['public', ['2606:4700:4700::1111', '2001:4860:4860::8888', 'fbff::1', '2a00::']],
]

const carried: [AddressClass, string[]][] = [
  ['loopback', ['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:127.0.0.1']],
  ['linkLocal', ['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::169.254.169.254']],
  ['private', ['::ffff:10.0.0.1', '::10.0.0.1', '64:ff9b::10.0.0.1', '::ffff:0:10.0.0.1']],
  ['private', ['2002:0a00:0001::', '2002:c0a8:0101::1']],
  ['loopback', ['2002:7f00:1::1', '::127.0.0.1']],
  ['unspecified', ['::ffff:0.0.0.0']],
  ['public', ['::ffff:8.8.8.8', '64:ff9b::808:808', '2002:0808:0808::1']],
]

const spellings: [AddressClass | null, string[]][] = [
  ['loopback', ['0x7f.1', '0x7f.0.0.1', '2130706433', '0x7f000001', '017700000001']],
  ['loopback', ['0177.0.0.1', '0177.1', '127.1', '127.0.1', '127.0.0.1.', '0X7F.1']],
  ['loopback', ['localhost', 'LocalHost', 'localhost.', 'a.localhost', 'a.b.localhost.']],
  ['loopback', ['[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]']],
  ['linkLocal', ['2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518']],
  ['private', ['167772161', '0xa.1', '012.0.0.1', '192.168.257']],
  ['unspecified', ['0', '0x', '0.0', '00.00.00.00']],
  [null, ['example.com', 'example.com.', '1.2.3.4.example.com', 'localhost.example.com']],
  [null, ['notlocalhost', '1.2.3.4.5', '256.1.1.1', '4294967296', '1.2.3.256', '', 'abc', '-1']],
  [null, [':::1', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::', 'g::1']],
]

const rows = (table: [AddressClass | null, string[]][]) =>
  table.flatMap(([kind, hosts]) => hosts.map((host) => ({ host, kind })))

describe('the class of an address', () => {
  it.each(rows(four))('IPv4 $host is $kind', ({ host, kind }) => {
    expect(classOf(host)).toBe(kind)
  })
  it.each(rows(six))('IPv6 $host is $kind, bare and in brackets', ({ host, kind }) => {
    expect(classOf(host)).toBe(kind)
    expect(classOf(`[${host}]`)).toBe(kind)
  })
  it.each(rows(carried))('$host is as the IPv4 address in it: $kind', ({ host, kind }) => {
    expect(classOf(host)).toBe(kind)
  })
  it.each(rows(spellings))('spelling "$host" is $kind', ({ host, kind }) => {
    expect(classOf(host)).toBe(kind)
  })
})

describe('what may be a target', () => {
  const inside = ['127.0.0.1', '10.1.2.3', '[::1]', '[fd12::1]', '0.0.0.0', 'localhost', '0x7f.1']
  it.each(inside)('%s is open to a policy that allows private targets only', (host) => {
    expect(refusal(host, 80, allow)).toBeNull()
    expect(refusal(host, 80, deny)).toBe('blocked_target')
  })

  const never = ['169.254.169.254', '2852039166', '[fe80::1]', '224.0.0.1', '255.255.255.255']
  it.each([...never, '[ff02::1]', '[::ffff:a9fe:a9fe]', '[fd00:ec2::254]', 'FD00:EC2::254'])(
    '%s is no target under any policy',
    (host) => {
      expect(refusal(host, 80, allow)).toBe('blocked_target')
      expect(refusal(host, 80, deny)).toBe('blocked_target')
    },
  )

  it.each(['8.8.8.8', '[2606:4700::1]', 'example.com', 'db.internal'])('%s may be', (host) => {
    expect(refusal(host, 5433, deny)).toBeNull()
  })

  it('our own ports are no target, on loopback only', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '[::1]', '0.0.0.0', '2130706433']) {
      expect(refusal(host, 5433, allow)).toBe('blocked_target')
      expect(refusal(host, 8080, allow)).toBe('blocked_target')
      expect(refusal(host, 5432, allow)).toBeNull()
    }
    expect(refusal('10.0.0.1', 5433, allow)).toBeNull()
  })

  it('reads the host of an address, not its credentials, and as the URL parser writes it', () => {
    const host = (text: string) => new URL(text).hostname
    expect(refusal(host('http://example.com@127.0.0.1/'), 80, deny)).toBe('blocked_target')
    expect(refusal(host('http://127.0.0.1:80@example.com/'), 80, deny)).toBeNull()
    expect(refusal(host('http://127。0。0。1/'), 80, deny)).toBe('blocked_target')
    expect(refusal(host('http://①②⑦.1/'), 80, deny)).toBe('blocked_target')
    expect(refusal(host('http://%31%32%37.1/'), 80, deny)).toBe('blocked_target')
    expect(refusal(host('http://[::ffff:127.0.0.1]/'), 80, deny)).toBe('blocked_target')
  })
})
