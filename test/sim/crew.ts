// Storms played side by side in threads. A storm is alone in its thread while it is played, so that
// it is the same run as when it is played by itself.
import { Worker } from 'node:worker_threads'
import type { Told } from './hand.ts'

/** Plays every seed and hands each storm over as it ends, in any order. Rejects when a thread dies.
 *  `hear` says whether to go on. */
export async function playAll(
  seeds: readonly number[],
  minutes: number,
  threads: number,
  hear: (played: Told) => boolean,
): Promise<void> {
  const waiting = seeds.toReversed()
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./hand.ts', import.meta.url))
      const next = () => {
        const seed = waiting.pop()
        if (seed === undefined) void worker.terminate().then(() => resolve(), reject)
        else worker.postMessage([seed, minutes])
      }
      worker.on('message', (played: Told) => {
        if (!hear(played)) waiting.length = 0
        next()
      })
      worker.on('error', reject)
      next()
    })
  await Promise.all(Array.from({ length: Math.min(threads, seeds.length) }, one))
}
