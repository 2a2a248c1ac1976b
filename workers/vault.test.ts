import { describe, expect, it } from 'vitest'
import { makeVault } from './vault.ts'

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)))
const keys = (current: string, ...ids: [string, number][]) =>
  JSON.stringify({ current, keys: Object.fromEntries(ids.map(([id, b]) => [id, key(b)])) })
const vault = makeVault(keys('k1', ['k1', 7]))

describe('a vault', () => {
  it.each(['', 'hunter2', 'ключ 🔑', 'x'.repeat(20_000)])(
    'opens what it sealed (%#)',
    async (text) => {
      const sealed = await vault.seal(text)
      expect(sealed).toMatch(/^sealed:v1:k1:[A-Za-z0-9_-]+$/)
      if (text) expect(sealed).not.toContain(text)
      expect(await vault.open(sealed)).toBe(text)
    },
  )

  it('never seals the same way twice, and never seals twice', async () => {
    const [a, b] = [await vault.seal('same'), await vault.seal('same')]
    expect(a).not.toBe(b)
    expect(await vault.seal(a)).toBe(a)
  })

  it('passes plain text through, and seals text that only looks sealed', async () => {
    expect(await vault.open('plain')).toBe('plain')
    const fake = `sealed:v1:k1:${'A'.repeat(50)}`
    const sealed = await vault.seal(fake)
    expect(sealed).not.toBe(fake)
    expect(await vault.open(sealed)).toBe(fake)
  })

  it('refuses what was tampered with, in a sentence that holds no secret', async () => {
    const sealed = await vault.seal('hunter2')
    const last = sealed.at(-3) === 'A' ? 'B' : 'A'
    const changed = `${sealed.slice(0, -3)}${last}${sealed.slice(-2)}`
    await expect(vault.open(changed)).rejects.toThrow('sealed with the key "k1" was changed')
    await expect(vault.open('sealed:v1:k1:short')).rejects.toThrow('damaged')
    await expect(vault.open('sealed:v1:')).rejects.toThrow('damaged')
  })

  it('goes on opening what an old key sealed, and does not take one key for another', async () => {
    const old = await vault.seal('hunter2')
    const next = makeVault(keys('k2', ['k1', 7], ['k2', 8]))
    expect(await next.open(old)).toBe('hunter2')
    expect(await next.seal('new')).toMatch(/^sealed:v1:k2:/)
    await expect(makeVault(keys('k2', ['k2', 8])).open(old)).rejects.toThrow('SEAL_KEYS lacks')
    const twins = makeVault(keys('k2', ['k1', 7], ['k2', 7]))
    await expect(twins.open(old.replace(':k1:', ':k2:'))).rejects.toThrow('was changed')
  })

  it.each([
    ['not json', 'cannot be read'],
    ['{}', 'cannot be read'],
    ['{"current":"k1","keys":{}}', 'not among the keys'],
    ['{"current":"k1","keys":{"k1":"c2hvcnQ="}}', 'not base64 of 32 bytes'],
    ['{"current":"k1","keys":{"k1":"%%%"}}', 'not base64 of 32 bytes'],
  ])('says what is wrong with its setting: %s', (json, words) => {
    expect(() => makeVault(json)).toThrow(words)
  })
})
