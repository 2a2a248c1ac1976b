// The resolver of this machine: what /etc/hosts says, without asking anybody; no answer is given to
// what it does not know.
import { describe, expect, it } from 'vitest'
import { reply } from './resolver.ts'

const query = (name: string, type: number) => {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)])
  return Buffer.from([7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1])
}

describe('the resolver', () => {
  it('answers what /etc/hosts says', async () => {
    const answer = await reply(query('localhost', 1))
    expect(answer.readUInt16BE(2) & 15).toBe(0)
    expect(answer.readUInt16BE(6)).toBeGreaterThanOrEqual(1)
    expect([...answer.subarray(-4)]).toEqual([127, 0, 0, 1])
    expect([...answer.subarray(0, 2)]).toEqual([7, 7])
  })

  it('says that it implements no other type', async () => {
    expect((await reply(query('localhost', 15))).readUInt16BE(2) & 15).toBe(4)
  })

  it('throws at what is no question', async () => {
    await expect(reply(Buffer.from('GET / HTTP/1.1\r\n'))).rejects.toThrow()
  })
})
