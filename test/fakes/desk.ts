// The desk in memory, with the rules of the real one; it may be made to fail.
import { askedOn, lookedOn, type Slate } from '../../workers/domain/slate.ts'
import type { Desk } from '../../workers/ports.ts'

export type FakeDesk = Desk & { slate: Slate | null; isAway: boolean }

/** A desk on which nothing stands yet. */
export function deskInMemory(): FakeDesk {
  const there = () => {
    if (desk.isAway) throw new Error('the desk is away')
  }
  const desk: FakeDesk = {
    slate: null,
    isAway: false,
    read: async () => {
      there()
      return desk.slate
    },
    asked: async (at) => {
      there()
      desk.slate = askedOn(desk.slate, at)
    },
    looked: async (looked) => {
      there()
      desk.slate = lookedOn(desk.slate, looked)
    },
  }
  return desk
}
