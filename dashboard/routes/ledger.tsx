// The ledger of a month.
import { Hono } from 'hono'
import { monthAt, monthBeside } from '../../workers/domain/ledger.ts'
import { ledger } from '../../workers/flow/ledger.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { LedgerPage } from '../pages/ledger.tsx'
import { page } from './form.tsx'
import { checkNames, placesOf } from './names.ts'

export const ledgerPages = new Hono<AppEnv>()

ledgerPages.get('/ledger', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = c.req.query('check') || null
  const asked = { month: c.req.query('month') || null, check }
  const [found, names] = await Promise.all([ledger(hub, actor, asked), checkNames(hub, actor)])
  const after = monthBeside(found.month, 1)
  const isKnown = after.from <= monthAt(hub.now()).from
  return page(
    c,
    <LedgerPage
      {...found}
      check={check === null ? null : { id: check, name: names[check] ?? 'a removed check' }}
      before={monthBeside(found.month, -1).month}
      after={isKnown ? after.month : null}
      names={names}
      places={await placesOf(c)}
    />,
  )
})
