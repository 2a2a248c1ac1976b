// The port `Clock` over the runtime's timers.
import type { Clock } from './ports.ts'

export const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const handle = setTimeout(resolve, Math.max(0, ms))
      signal?.addEventListener('abort', () => {
        clearTimeout(handle)
        resolve()
      })
    }),
}
