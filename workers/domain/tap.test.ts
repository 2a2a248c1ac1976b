import { describe, expect, it } from 'vitest'
import { readTap, tapCode, tapUrl } from './tap.ts'

const bytes = new Uint8Array(32).map((_, index) => index * 37 + 11)

describe('the address of one tap', () => {
  it('is short enough for a text message, and is read back', () => {
    const code = tapCode(bytes)
    const url = tapUrl('https://esonar.example', 'acme00000001', code)
    expect(url.length).toBeLessThanOrEqual(53)
    expect(readTap(url.split('/').at(-1)!)).toEqual({ workspace: 'acme00000001', code })
    expect(readTap(url.split('/').at(-1)!.toUpperCase())).toEqual({
      workspace: 'acme00000001',
      code,
    })
  })

  it('is base32 of the signature, as other programs write it', () => {
    // `printf foobarfoob | base32`, in small letters.
    expect(tapCode(new TextEncoder().encode('foobarfoob'))).toBe(
      'mzxw6ytboJtg633c'.toLowerCase().slice(0, 15),
    )
  })

  it('differs when any bit of the first nine bytes does', () => {
    for (let bit = 0; bit < 75; bit += 1) {
      const other = Uint8Array.from(bytes)
      other[bit >> 3]! ^= 0x80 >> (bit & 7)
      expect(tapCode(other)).not.toBe(tapCode(bytes))
    }
  })

  it.each(['', 'acme', 'acme00000001', 'acme00000001-abcdefghijklmno', '../../etc/passwd', 'é'])(
    'is not %j',
    (token) => {
      expect(readTap(token)).toBeNull()
    },
  )

  it('cannot be made of too little', () => {
    expect(() => tapCode(new Uint8Array(9))).toThrow('too short')
  })
})
