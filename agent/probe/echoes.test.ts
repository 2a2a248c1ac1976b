// What the system's `ping` says, in the words of its makers.
import { describe, expect, it } from 'vitest'
import { echoesOf } from './echoes.ts'

describe('what ping counted', () => {
  it('of iputils', () => {
    const text =
      '5 packets transmitted, 4 received, 20% packet loss, time 801ms\n' +
      'rtt min/avg/max/mdev = 0.020/0.027/0.034/0.007 ms\n'
    const times = { minMs: 0.02, meanMs: 0.027, maxMs: 0.034, jitterMs: 0.007 }
    expect(echoesOf(text, 5)).toEqual({ sent: 5, received: 4, ...times })
  })
  it('of busybox, which tells no jitter', () => {
    const text =
      '5 packets transmitted, 5 packets received, 0% packet loss\n' +
      'round-trip min/avg/max = 0.052/0.066/0.080 ms\n'
    expect(echoesOf(text, 5)).toMatchObject({ received: 5, meanMs: 0.066, jitterMs: 0 })
  })
  it('of a host that is not there: one more was sent than asked for', () => {
    const text = '6 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n'
    expect(echoesOf(text, 5)).toMatchObject({ sent: 5, received: 0 })
  })
  it('when it says nothing of echoes', () => {
    expect(echoesOf('ping: socket: Operation not permitted\n', 5)).toBeNull()
  })
})
