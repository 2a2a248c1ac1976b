// One thread of a crew: plays the storms whose seeds it is handed, one after the other.
import { parentPort } from 'node:worker_threads'
import type { Broken } from './judge.ts'
import { play } from './play.ts'

/** What a thread may hand over: errors travel as their words. */
export type Told = Omit<Awaited<ReturnType<typeof play>>, 'broken'> & {
  broken: Pick<Broken, 'invariant' | 'message'> | null
}

parentPort!.on('message', async ([seed, minutes]: [number, number]) => {
  const { broken, ...played } = await play(seed, minutes)
  const told: Told = {
    ...played,
    transcript: broken ? played.transcript : [],
    broken: broken && { invariant: broken.invariant, message: broken.message },
  }
  parentPort!.postMessage(told)
})
