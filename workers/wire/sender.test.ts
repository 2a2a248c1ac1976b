// Messages beside each other: never more than six connections in one object, and a courier that
// breaks off is a fault like any other.
import { expect, it } from 'vitest'
import type { OutgoingRequest, Sender, SendOutcome } from '../ports.ts'
import { withCouriers } from './sender.ts'

const ok: SendOutcome = { kind: 'answered', status: 204, body: '', retryAfterSeconds: null, ms: 1 }
const request: OutgoingRequest = { url: 'https://a.example', method: 'POST', headers: [], body: '' }

/** Senders whose messages end when they are let go; how many each has under way, and had at most. */
function senders() {
  const loads = new Map<string, { now: number; most: number }>()
  const open: (() => void)[] = []
  const make = (name: string): Sender => ({
    send: async () => {
      const load = loads.get(name) ?? { now: 0, most: 0 }
      load.now += 1
      load.most = Math.max(load.most, load.now)
      loads.set(name, load)
      await new Promise<void>((resolve) => open.push(resolve))
      load.now -= 1
      return ok
    },
  })
  return { loads, open, make }
}

it('sends a few by itself, and no more than six by any courier', async () => {
  const { loads, open, make } = senders()
  const sender = withCouriers(make('own'), (number) => make(`courier ${number}`))
  const all = Array.from({ length: 40 }, () => sender.send(request))
  expect(loads.get('own')?.most).toBe(4)
  expect(loads.size).toBe(7)
  // One that is free again is asked before a new one.
  for (const end of open.splice(0)) end()
  await Promise.all(all)
  const more = Array.from({ length: 40 }, () => sender.send(request))
  for (const end of open.splice(0)) end()
  await Promise.all(more)
  expect(loads.size).toBe(7)
  for (const [name, { most }] of loads) expect(most).toBeLessThanOrEqual(name === 'own' ? 4 : 6)
})

it('takes a courier that breaks off for a network fault, and goes on', async () => {
  let breaks = true
  const courier: Sender = {
    send: async () => {
      if (breaks) throw new Error('the object was reset')
      return ok
    },
  }
  const { make } = senders()
  const sender = withCouriers(make('own'), () => courier)
  for (let index = 0; index < 4; index += 1) void sender.send(request)
  for (let index = 0; index < 7; index += 1) {
    expect(await sender.send(request)).toMatchObject({ kind: 'fault', fault: 'network' })
  }
  breaks = false
  expect(await sender.send(request)).toEqual(ok)
})
