// Rollups and retention: once an hour, gone on with in the next minutes when there was no time for all.
import { expect, it } from 'vitest'
import { keepUp } from '../../workers/flow/keep-up.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'

const hourMs = 3_600_000

function hubOf(batches: number, msEach: number) {
  let now = 500_000 * hourMs
  const did: string[] = []
  let left = batches
  const upkeep: Pick<HubPorts['upkeep'], 'rollup' | 'purge'> = {
    async rollup(_now, isTime = () => true) {
      for (let rolled = 0; ; ) {
        now += msEach
        left = Math.max(0, left - 1)
        rolled += 1
        if (left === 0 || !isTime()) {
          did.push(`rolled ${rolled}`)
          return { rolled, isDone: left === 0 }
        }
      }
    },
    async purge() {
      did.push('purged')
      return true
    },
  }
  const hub = { now: () => now, upkeep } as unknown as HubPorts
  const minute = async () => {
    const began = now
    did.length = 0
    await keepUp(hub)
    now = Math.max(now, began + 60_000)
    return [...did]
  }
  const nextHour = (more: number) => {
    now = (Math.floor(now / hourMs) + 1) * hourMs
    left = more
  }
  return { minute, nextHour }
}

it('does all of it once an hour', async () => {
  const { minute, nextHour } = hubOf(3, 1_000)
  expect(await minute()).toEqual(['rolled 3', 'purged'])
  expect(await minute()).toEqual([])
  nextHour(1)
  expect(await minute()).toEqual(['rolled 1', 'purged'])
})

it('goes on in the next minutes, and purges once there is time', async () => {
  const { minute } = hubOf(60, 1_000)
  expect(await minute()).toEqual(['rolled 25'])
  expect(await minute()).toEqual(['rolled 25'])
  expect(await minute()).toEqual(['rolled 10', 'purged'])
  expect(await minute()).toEqual([])
})
