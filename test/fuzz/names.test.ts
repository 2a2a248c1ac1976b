// A share of the fuzzing in every run; `node test/fuzz/main.ts` does as much as one likes.
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../workers/probe/dns-message.ts'
import { fuzzDns } from './dns.ts'
import { fuzzHttp, ownReader } from './http.ts'

const inputs = 2_000
const seed = 20_261_124

describe('broken bytes', () => {
  it('as DNS messages are read or refused', { timeout: 60_000 }, async () => {
    const { outcomes, faults } = await fuzzDns(inputs, seed)
    expect(faults).toEqual([])
    expect(Object.keys(outcomes).length).toBeGreaterThan(4)
  })
  it('as HTTP answers and redirects have a word for each', { timeout: 60_000 }, async () => {
    const { outcomes, faults } = await fuzzHttp(inputs, seed)
    expect(faults).toEqual([])
    expect(Object.keys(outcomes).length).toBeGreaterThan(4)
  })
  it('find a codec that throws, and a redirect that leads out of the web', async () => {
    const careless = await fuzzDns(inputs, seed, (bytes) => {
      if (bytes.length > 200) throw new RangeError('out of bounds')
      return decodeMessage(bytes)
    })
    expect(careless.faults.length).toBeGreaterThan(10)
    const open = { ...ownReader, location: (text: string) => new URL(text, 'https://a.example') }
    expect((await fuzzHttp(inputs, seed, open)).faults.length).toBeGreaterThan(10)
  })
})
