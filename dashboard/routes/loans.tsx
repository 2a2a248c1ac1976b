// Lending: the list, a new loan with its key, settings, revoking, removing.
import { type Context, Hono } from 'hono'
import { may } from '../../workers/flow/change.ts'
import {
  changeLoan,
  createLoan,
  getLoan,
  lendablePlaces,
  listLoans,
  removeLoan,
  revokeLoan,
} from '../../workers/flow/loans.ts'
import type { MadeLoan } from '../../workers/loan-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { loanInput, loanPatch } from '../../workers/routes/loans.ts'
import { LoanPage } from '../pages/loan.tsx'
import { LoansPage } from '../pages/loans.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, refused, textsOf, valuesOf } from './form.tsx'

export const loanPages = new Hono<AppEnv>()

interface Shown {
  made?: MadeLoan
  typed?: Typed
  chosen?: string[]
}

async function list(c: Context<AppEnv>, shown: Shown = {}, status = 200): Promise<Response> {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const places = lendablePlaces(hub)
  const data = {
    loans: await listLoans(hub, actor),
    places,
    made: shown.made ?? null,
    typed: shown.typed ?? untouched,
    chosen: shown.chosen ?? places.slice(0, 1).map((one) => one.id),
    mayWrite: may(actor, 'write', 'loan'),
  }
  return page(c, <LoansPage {...data} />, status)
}

/** What was typed, as the API takes it. */
function wanted({ name, perDay = '' }: Record<string, string>, locations: string[]) {
  const text = perDay.replace(/[\s,_]/g, '')
  return { name, locations, perDay: text === '' ? undefined : Number(text) }
}

loanPages.get('/loans', (c) => list(c))

loanPages.post('/loans', async (c) => {
  const texts = await textsOf(c)
  const chosen = await valuesOf(c, 'locations')
  try {
    const input = parsed(loanInput, wanted(texts, chosen))
    return await list(c, { made: await createLoan(c.get('hub'), c.get('actor'), input) }, 201)
  } catch (fault) {
    return refused(fault, texts, (typed, status) => list(c, { typed, chosen }, status))
  }
})

async function content(c: Context<AppEnv>, id: string, typed = untouched, chosen?: string[]) {
  const hub = c.get('hub')
  const loan = await getLoan(hub, c.get('actor'), id)
  const places = lendablePlaces(hub)
  return <LoanPage loan={loan} places={places} typed={typed} chosen={chosen ?? loan.locations} />
}

loanPages.get('/loans/:id', async (c) => page(c, await content(c, c.req.param('id'))))

loanPages.post('/loans/:id', async (c) => {
  const [hub, actor, id] = [c.get('hub'), c.get('actor'), c.req.param('id')]
  const texts = await textsOf(c)
  const chosen = await valuesOf(c, 'locations')
  const act = async () => {
    await changeLoan(hub, actor, id, parsed(loanPatch, wanted(texts, chosen)), null)
    return '/loans'
  }
  return onward(c, act, (typed) => content(c, id, typed, chosen), texts)
})

loanPages.post('/loans/:id/revoke', async (c) => {
  await revokeLoan(c.get('hub'), c.get('actor'), c.req.param('id'), null)
  return c.redirect('/loans', 303)
})

loanPages.post('/loans/:id/remove', async (c) => {
  await removeLoan(c.get('hub'), c.get('actor'), c.req.param('id'))
  return c.redirect('/loans', 303)
})
