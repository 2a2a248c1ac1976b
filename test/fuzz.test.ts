// The share of fuzzing that every run does; `node test/fuzz/main.ts` does as much as one likes. A
// reader that is wrong must be caught, or nothing would be proven.
import { describe, expect, it } from 'vitest'
import { fuzzTls, ownReader } from './fuzz/tls.ts'

describe('the certificate reader', { timeout: 120_000 }, () => {
  it('ends cleanly, whatever the bytes', async () => {
    const { faults, outcomes } = await fuzzTls(2_000, 20_261_124)
    expect(faults).toEqual([])
    for (const outcome of [
      'stream: shown, read',
      'stream: malformed',
      'stream: alert',
      'stream: again',
      'stream: notTls',
      'stream: end',
      'certificate: read',
      'certificate: malformed',
    ]) {
      expect(outcomes[outcome], outcome).toBeGreaterThan(0)
    }
  })

  it('would be caught if it trusted a length', async () => {
    const trusting = {
      ...ownReader,
      certificate: (der: Uint8Array) => String(new Uint8Array(der[2]! - 0x81)),
    }
    expect((await fuzzTls(2_000, 1, trusting)).faults.length).toBeGreaterThan(0)
  })

  it('would be caught if it waited for ever', async () => {
    const waiting: typeof ownReader = {
      ...ownReader,
      stream: async (_hello, next) => {
        for (;;) await next()
      },
    }
    expect((await fuzzTls(10, 1, waiting)).faults.length).toBe(5)
  })
})
