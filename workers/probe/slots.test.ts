// The queue for connections: never more held than there are, first come first served.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeGates, makeSlots, orderSlotsMax, slotsMax, slowSlotsMax } from './slots.ts'

/** Lets everything go on that can. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('slots', () => {
  it('are six, one of them for controls, and slow targets may hold half of them', () => {
    expect(slotsMax).toBe(6)
    expect(orderSlotsMax).toBeLessThan(slotsMax)
    expect(slowSlotsMax * 2).toBeLessThanOrEqual(slotsMax)
  })

  it('are given at once while some are free, then in the order of asking', async () => {
    const slots = makeSlots(2)
    const order: string[] = []
    const gives = new Map<string, () => void>()
    for (const name of ['a', 'b', 'c', 'd']) {
      void slots.take().then((give) => {
        order.push(name)
        gives.set(name, give)
      })
    }
    await settle()
    expect(order).toEqual(['a', 'b'])
    gives.get('b')?.()
    await settle()
    expect(order).toEqual(['a', 'b', 'c'])
    gives.get('a')?.()
    await settle()
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('given back twice are free once', async () => {
    const slots = makeSlots(1)
    const give = await slots.take()
    give()
    give()
    await slots.take()
    let third = false
    void slots.take().then(() => {
      third = true
    })
    await settle()
    expect(third).toBe(false)
  })

  it('are never more in use than there are, and everybody gets one', async () => {
    const story = fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat({ max: 3 }), { maxLength: 40 }),
      async (count, turns) => {
        const slots = makeSlots(count)
        let held = 0
        let most = 0
        await Promise.all(
          turns.map(async (many) => {
            const give = await slots.take()
            held += 1
            most = Math.max(most, held)
            for (let turn = -1; turn < many; turn += 1) await settle()
            held -= 1
            give()
          }),
        )
        expect(held).toBe(0)
        expect(most).toBeLessThanOrEqual(count)
        expect(most).toBe(Math.min(count, turns.length))
      },
    )
    await fc.assert(story, { numRuns: 50 })
  })
})

describe('the gate of a host', () => {
  it('lets two in at once, and knows one host from another', async () => {
    const gates = makeGates(2)
    const inside: string[] = []
    const leaves: (() => void)[] = []
    for (const host of ['a', 'a', 'a', 'b']) {
      void gates.enter(host).then((leave) => {
        inside.push(host)
        leaves.push(leave)
      })
    }
    await settle()
    expect(inside).toEqual(['a', 'a', 'b'])
    leaves[0]?.()
    leaves[0]?.()
    await settle()
    expect(inside).toEqual(['a', 'a', 'b', 'a'])
  })
})
