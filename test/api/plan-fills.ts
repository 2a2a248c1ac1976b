// How the routes of payment are filled in. Nothing is sold in the sweep's world: what they do is tried
// in billing.test.ts; here, that they do nothing for those who may not.
import type { Filler } from './route-fills.ts'

const offer = { plan: 'solo', period: 'monthly' }
const base = '/api/workspace/subscription'

export const planFills: Record<string, Filler> = {
  [`POST ${base}/checkout`]: () => ({ body: offer }),
  [`POST ${base}/portal`]: () => ({}),
  [`POST ${base}/refresh`]: () => ({}),
  [`GET ${base}/preview`]: () => ({ query: '?plan=solo&period=monthly' }),
  [`PUT ${base}`]: () => ({ body: offer }),
  [`PUT ${base}/ending`]: () => ({}),
  [`DELETE ${base}/ending`]: () => ({}),
  'POST /plan/checkout': () => ({ form: offer }),
  'POST /plan/portal': () => ({ form: {} }),
  'POST /plan/change': () => ({ form: offer }),
  'POST /plan/end': () => ({ form: {} }),
  'POST /plan/resume': () => ({ form: {} }),
}
