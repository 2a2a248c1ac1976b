// How far this machine's clock is off: by time servers where some are named (SNTP, RFC 4330), else by
// the word of the system's own time keeper.
import { createSocket } from 'node:dgram'
import type { Reading } from '../../workers/domain/host/reading.ts'
import { duration, milliseconds } from '../../workers/domain/words/index.ts'
import { type Collector, everySeconds, faultText, unknown, within } from './collector.ts'
import { run } from './program.ts'

const epochSeconds = 2_208_988_800
const answerMs = 3_000
/** A clock that is wrong by more than any way to a master explains. */
const wrongMs = 10_000

/** Looks at the clock, at most every five minutes: time servers are asked gently. */
export function clock(): Collector {
  return everySeconds(300, async ({ clock: settings }) => {
    if (!settings.on) return []
    if (settings.servers.length === 0) return [await bySystem(settings.offsetMs)]
    const asked = await Promise.allSettled(settings.servers.map((one) => offsetTo(one)))
    const offsets = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = asked.find((one) => one.status === 'rejected')
    const middle = offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)]
    if (middle === undefined) {
      return [unknown('clock', `no time server answers: ${faultText(failed?.reason)}`)]
    }
    const by = offsets.length === 1 ? 'a time server' : `${offsets.length} time servers`
    return [offsetReading(middle, by, settings.offsetMs)]
  })
}

/** What the masters' time says of this machine's: known without a time server, and to the second at best, so
 *  that it wakes nobody. */
export function clockByMaster(aheadMs: () => number | null): Collector {
  return async ({ clock: { on } }) => {
    const ms = aheadMs()
    if (!on || ms === null) return []
    const key = 'clock:master'
    if (Math.abs(ms) < wrongMs)
      return [{ key, level: 'ok', text: "the clock agrees with the master's" }]
    const off = `${duration(Math.abs(ms) / 1_000)} ${ms > 0 ? 'ahead of' : 'behind'}`
    const text = `the clock is ${off} the master's; set it: eSonar alone allows for that`
    return [{ key, level: 'warning', holdSeconds: 60, text }]
  }
}

type OffsetLimits = Extract<Reading, { limits: unknown }>['limits']

function offsetReading(offsetMs: number, by: string, limits: OffsetLimits): Reading {
  const value = Math.abs(offsetMs)
  const way = offsetMs > 0 ? 'behind' : 'ahead'
  const text = `the clock is ${milliseconds(value)} ${way} by ${by}`
  return {
    key: 'clock',
    text,
    value,
    limits,
    metrics: [{ name: 'clock.offsetMs', value: offsetMs }],
  }
}

async function bySystem(limits: OffsetLimits): Promise<Reading> {
  const tracking = await run(['chronyc', '-c', 'tracking'], answerMs)
  const fields = tracking.exitCode === 0 ? tracking.output.trim().split(',') : []
  const offset = Number(fields[4])
  if (fields.length > 4 && Number.isFinite(offset)) {
    return offsetReading(offset * 1_000, 'the word of chrony', limits)
  }
  const kept = await run(['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'], answerMs)
  const said = kept.output.trim()
  if (kept.exitCode !== 0) {
    return unknown('clock', 'no time keeper answers here; name clock.servers to ask them')
  }
  return said === 'yes'
    ? { key: 'clock', level: 'ok', text: 'the clock is kept by the system' }
    : { key: 'clock', level: 'warning', text: 'nothing keeps the clock right', holdSeconds: 900 }
}

/** ms to add to this clock to have the server's; rejects when it does not answer. */
export function offsetTo(server: string): Promise<number> {
  const [host = server, port = '123'] = server.startsWith('[') ? [server] : server.split(':')
  const socket = createSocket(host.includes('::') ? 'udp6' : 'udp4')
  const packet = Buffer.alloc(48)
  packet[0] = 0x23
  const answer = new Promise<number>((resolve, reject) => {
    socket.on('error', reject)
    let sentAt = 0
    socket.on('message', (message) => {
      const gotAt = Date.now()
      if (message.length < 48 || message[1] === 0) return reject(new Error('it refuses to answer'))
      const tookAt = stampOf(message, 32)
      const gaveAt = stampOf(message, 40)
      resolve((tookAt - sentAt + (gaveAt - gotAt)) / 2)
    })
    socket.send(packet, Number(port), host, (fault) => {
      sentAt = Date.now()
      if (fault) reject(fault)
    })
  })
  return within(answerMs, answer).finally(() => socket.close())
}

function stampOf(message: Buffer, at: number): number {
  const seconds = message.readUInt32BE(at) - epochSeconds
  return seconds * 1_000 + (message.readUInt32BE(at + 4) / 2 ** 32) * 1_000
}
