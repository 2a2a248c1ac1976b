// The life of a program that starts others: any signal to end, or the end of its parent, ends them
// all, also while they are still being started.

export interface Life {
  /** What there is to stop from now on. False: the end came meanwhile, and it is stopped already. */
  begins(stop: () => Promise<void>): Promise<boolean>
}

const parentPollMs = 200
/** PostgreSQL gets 10 s, workerd 2 s; whatever else hangs must not keep us alive. */
const endMsMax = 15_000

/** Ends this process, and what it began, with a signal or with its parent. */
export function endWithParent(): Life {
  let running: (() => Promise<void>) | null = null
  let ending = false
  const end = async (): Promise<void> => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), endMsMax).unref()
    await running?.()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void end())
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void end()
  }, parentPollMs).unref()
  return {
    begins: async (stop) => {
      running = stop
      if (ending) await stop()
      return !ending
    },
  }
}
