// Many things to do, two at a time: a wrangler needs most of one core.

/** Runs `work` over all; after a failure begins no more, and fails when what began has ended. */
export async function inTwos<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  const faults: unknown[] = []
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      await work(one).catch((fault: unknown) => {
        faults.push(fault)
        waiting.length = 0
      })
    }
  }
  await Promise.all([lane(), lane()])
  if (faults.length > 0) throw faults[0]
}
