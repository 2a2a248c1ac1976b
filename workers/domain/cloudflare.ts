// Which addresses are Cloudflare's, by the ranges it publishes (cloudflare.com/ips, read in 2026).
// What stands behind them cannot be reached by a socket from Cloudflare's own network.
import { classOf } from './address.ts'

const ranges4 = [
  '173.245.48.0/20',
  '103.21.244.0/22',
  '103.22.200.0/22',
  '103.31.4.0/22',
  '141.101.64.0/18',
  '108.162.192.0/18',
  '190.93.240.0/20',
  '188.114.96.0/20',
  '197.234.240.0/22',
  '198.41.128.0/17',
  '162.158.0.0/15',
  '104.16.0.0/13',
  '104.24.0.0/14',
  '172.64.0.0/13',
  '131.0.72.0/22',
].map((range) => {
  const [address = '', bits = '32'] = range.split('/')
  return { from: numberOf(address), size: 2 ** (32 - Number(bits)) }
})
/** The first two groups of an address; the third column is how many bits of them count. */
const ranges6: [high: number, low: number, bits: number][] = [
  [0x2400, 0xcb00, 32],
  [0x2606, 0x4700, 32],
  [0x2803, 0xf800, 32],
  [0x2405, 0xb500, 32],
  [0x2405, 0x8100, 32],
  [0x2a06, 0x98c0, 29],
  [0x2c0f, 0xf248, 32],
]

/** Whether an address, as a resolver writes it, lies in Cloudflare's published ranges. */
export function isCloudflare(address: string): boolean {
  if (classOf(address) !== 'public') return false
  if (address.includes(':')) return isCloudflare6(address)
  const value = numberOf(address)
  return ranges4.some(({ from, size }) => value >= from && value < from + size)
}

function isCloudflare6(address: string): boolean {
  const [high = 0, low = 0] = address
    .replace(/^\[/, '')
    .split(':')
    .map((group) => Number.parseInt(group || '0', 16))
  const value = high * 65_536 + low
  return ranges6.some(([a, b, bits]) => {
    const size = 2 ** (32 - bits)
    const from = a * 65_536 + b
    return value >= from && value < from + size
  })
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
