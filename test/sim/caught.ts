// Whether the simulator catches a wrong version of eSonar.
import { play } from './play.ts'
import type { Bend } from './world.ts'

/** The promise that is broken first, storm by storm; null: all were kept. */
export async function caught(
  seeds: readonly number[],
  minutes: number,
  bend?: Bend,
): Promise<string | null> {
  for (const seed of seeds) {
    const { broken } = await play(seed, minutes, bend)
    if (broken) return broken.invariant
  }
  return null
}
