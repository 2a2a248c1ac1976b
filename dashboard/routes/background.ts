// Work that the answer does not wait for.
import type { Context } from 'hono'
import type { AppEnv } from '../../workers/middleware/app-env.ts'

/** Goes on after the answer where the platform can, and ends before it elsewhere. A fault is
 *  logged: nobody waits for it. */
export async function afterwards(c: Context<AppEnv>, work: () => Promise<void>): Promise<void> {
  const { log } = c.get('hub')
  const done = work().catch((fault) => log.error('afterwards', fault, { path: c.req.path }))
  const onward = waitOf(c)
  if (onward) onward(done)
  else await done
}

function waitOf(c: Context<AppEnv>): ((work: Promise<void>) => void) | null {
  try {
    const { executionCtx } = c
    return (work) => executionCtx.waitUntil(work)
  } catch {
    return null
  }
}
