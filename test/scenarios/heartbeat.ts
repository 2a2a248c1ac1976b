// Jobs that speak, and then do not, or say that they failed.
import { page, type Scenario, type Site } from './scenario.ts'

const family = 'heartbeat'
const pingEveryMs = 4_000

/** A job that speaks every few seconds while it is well. `says`: what it ends with. */
function job(says: 'nothing' | 'fail') {
  return async (): Promise<Site> => {
    const token = crypto.randomUUID()
    let url = ''
    let isWell = true
    const ping = (word: string) => fetch(`${url}/ping/${token}${word}`).catch(() => null)
    const timer = setInterval(() => void (isWell && url && ping('')), pingEveryMs)
    return {
      check: { type: 'heartbeat', periodSeconds: 10, graceSeconds: 5, token },
      begin: async (program) => {
        url = program
        await ping('')
      },
      break: async () => {
        isWell = false
        if (says === 'fail') await ping('/fail')
      },
      mend: async () => {
        isWell = true
        await ping('')
      },
      badAt: () => null,
      close: async () => clearInterval(timer),
    }
  }
}

const silent = (says: RegExp, reason: string | null, withinSeconds: number) => ({
  ...page('', says, withinSeconds),
  kind: 'silent',
  reason,
})

export const heartbeats: Scenario[] = [
  {
    family,
    name: 'a job falls silent',
    share: true,
    site: job('nothing'),
    tells: silent(/late|did not|expected/, null, 20),
    endsWithinSeconds: 10,
  },
  {
    family,
    name: 'a job says that it failed',
    site: job('fail'),
    tells: silent(/failed/, null, 5),
  },
]
