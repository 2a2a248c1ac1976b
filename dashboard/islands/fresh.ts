// When an open page asks for fresh figures.
import { tell } from './stale.ts'

/** An agent's figures are kept so often. */
const everyMs = 300_000
/** Whether they are due is looked at so often, and without an answer they are asked for again so soon. */
const lookMs = 15_000
const againMs = 30_000

/** Every five minutes while somebody looks, and at once for who comes back after longer. `renew`: false
 *  when nothing came, which is told. */
export function keepFresh(renew: () => Promise<boolean>): void {
  let dueAt = Date.now() + everyMs
  const look = async () => {
    if (document.visibilityState !== 'visible' || Date.now() < dueAt) return
    dueAt = Date.now() + everyMs
    if (await renew().catch(() => false)) return
    dueAt = Date.now() + againMs
    tell()
  }
  window.setInterval(() => void look(), lookMs)
  document.addEventListener('visibilitychange', () => void look())
}
