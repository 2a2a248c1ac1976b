// The signature between shard and region: who is believed, and who is not.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signatureToleranceMs } from '../domain/signature.ts'
import { isSigned, signatureHeaders } from './signing.ts'

const secret = 'a secret of the installation, long enough'
const now = Date.UTC(2026, 10, 24)
const body = JSON.stringify({ v: 1, orders: ['ü'] })
const good = () => signatureHeaders(secret, now, body)

describe('a signed body', () => {
  it('is HMAC-SHA256 over time and body, in base64', async () => {
    const expected = createHmac('sha256', secret).update(`${now}.${body}`).digest('base64')
    expect(await good()).toEqual({
      'x-esonar-time': String(now),
      'x-esonar-signature': expected,
    })
  })

  it.each([0, signatureToleranceMs, -signatureToleranceMs])(
    'is believed %i ms later',
    async (ms) => {
      expect(await isSigned(secret, new Headers(await good()), body, now + ms)).toBe(true)
    },
  )

  it.each([signatureToleranceMs + 1, -signatureToleranceMs - 1, 86_400_000])(
    'is not believed %i ms later',
    async (ms) => {
      expect(await isSigned(secret, new Headers(await good()), body, now + ms)).toBe(false)
    },
  )

  it('is not believed with another body', async () => {
    expect(await isSigned(secret, new Headers(await good()), `${body} `, now)).toBe(false)
    expect(await isSigned(secret, new Headers(await good()), '', now)).toBe(false)
  })

  it('is not believed under another secret', async () => {
    expect(await isSigned(`${secret}.`, new Headers(await good()), body, now)).toBe(false)
  })

  it('is not believed with a time moved on', async () => {
    const headers = new Headers({ ...(await good()), 'x-esonar-time': String(now + 1) })
    expect(await isSigned(secret, headers, body, now)).toBe(false)
  })

  it.each(['x-esonar-time', 'x-esonar-signature'])('is not believed without %s', async (name) => {
    const headers = new Headers(await good())
    headers.delete(name)
    expect(await isSigned(secret, headers, body, now)).toBe(false)
  })

  it.each(['', '!', 'not base64 at all', 'AAAA', 'ü'])(
    'is not believed with the signature "%s", and nothing throws',
    async (text) => {
      const headers = new Headers({ ...(await good()), 'x-esonar-signature': text })
      expect(await isSigned(secret, headers, body, now)).toBe(false)
    },
  )

  it.each(['', 'NaN', 'Infinity', 'yesterday', '-1'])(
    'is not believed with the time "%s"',
    async (text) => {
      const headers = new Headers({ ...(await good()), 'x-esonar-time': text })
      expect(await isSigned(secret, headers, body, now)).toBe(false)
    },
  )
})
