import { expect, it } from 'vitest'
import type { HistoryStore } from '../hub-ports.ts'
import { withSparksKept } from './kept-sparks.ts'

let now = 0
function counted() {
  const asked: string[] = []
  const history = {
    sparks: async (workspace: string, from: number) => {
      asked.push(workspace)
      return [{ check: `of ${workspace}`, hours: [from], ms: [1], failed: [0] }]
    },
  } as unknown as HistoryStore
  return { asked, history: withSparksKept(history, () => now) }
}

it('asks once a minute for the same hours, and each workspace for itself', async () => {
  const { asked, history } = counted()
  expect(await history.sparks('a', 0, 24)).toEqual(await history.sparks('a', 0, 24))
  expect((await history.sparks('b', 0, 24))[0]!.check).toBe('of b')
  expect(asked).toEqual(['a', 'b'])
  now += 59_999
  await history.sparks('a', 0, 24)
  expect(asked).toEqual(['a', 'b'])
  now += 1
  await history.sparks('a', 0, 24)
  expect(asked).toEqual(['a', 'b', 'a'])
})

it('asks again when the hour has turned', async () => {
  const { history } = counted()
  await history.sparks('a', 0, 24)
  expect((await history.sparks('a', 1, 25))[0]!.hours).toEqual([1])
})

it('forgets the workspace kept longest when there are too many', async () => {
  const { asked, history } = counted()
  for (let n = 0; n <= 100; n += 1) await history.sparks(`w${n}`, 0, 24)
  await history.sparks('w1', 0, 24)
  expect(asked).toHaveLength(101)
  await history.sparks('w0', 0, 24)
  expect(asked).toHaveLength(102)
})

it('keeps no failure', async () => {
  let fails = true
  const history = withSparksKept(
    {
      sparks: async () => {
        if (fails) throw new Error('away')
        return []
      },
    } as unknown as HistoryStore,
    () => now,
  )
  await expect(history.sparks('a', 0, 24)).rejects.toThrow('away')
  fails = false
  expect(await history.sparks('a', 0, 24)).toEqual([])
})
