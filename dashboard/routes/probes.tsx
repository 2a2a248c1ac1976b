// Probes by hand: a test of what was typed, and check now.
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { changeCheck, commandOf, resolveCheck } from '../../workers/domain/check/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { getCheck } from '../../workers/flow/checks.ts'
import { probeCheck, testChange, testTarget } from '../../workers/flow/probes.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { probesLimited } from '../../workers/middleware/limit.ts'
import { LooksPage } from '../pages/looks.tsx'
import type { Typed } from '../parts/fields.tsx'
import { chosenOf, form, newOf, patchOf, type Tested, typeOf } from './check-form.tsx'
import { page, textsOf, typedOf } from './form.tsx'
import { placesOf } from './names.ts'

export const probePages = new Hono<AppEnv>()

const noFacts = { id: '', workspace: '', nowIso: '' }

probePages.post('/checks/test', probesLimited, async (c) => {
  const texts = await textsOf(c)
  const type = typeOf(texts.type)
  const chosen = await chosenOf(c)
  return tested(
    c,
    async () => {
      const input = newOf(type, texts, chosen)
      const looks = await testTarget(c.get('hub'), c.get('actor'), input)
      return { looks, command: commandOf(resolveCheck(input, noFacts)) }
    },
    (typed, test) => form(c, type, null, typed, chosen, test),
    texts,
  )
})

probePages.post('/checks/:id/test', probesLimited, async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const texts = await textsOf(c)
  const chosen = await chosenOf(c)
  return tested(
    c,
    async () => {
      const patch = patchOf(check, texts, chosen)
      const looks = await testChange(hub, actor, check.id, patch)
      return { looks, command: commandOf(changeCheck(check, patch, check.updatedAt)) }
    },
    (typed, test) => form(c, check.type, check, typed, chosen, test),
    texts,
  )
})

probePages.post('/checks/:id/now', probesLimited, async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const looks = await probeCheck(hub, actor, check.id, null)
  const test = { looks, command: commandOf(check), names: await placesOf(c) }
  return page(c, <LooksPage check={check} test={test} />)
})

/** The form again, with what a test of it saw, or why it cannot be tested. */
async function tested(
  c: Context<AppEnv>,
  test: () => Promise<Tested>,
  again: (typed: Typed, test: Tested | null) => Promise<Child>,
  values: Record<string, string>,
): Promise<Response> {
  try {
    return page(c, await again({ values, fault: null }, await test()))
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 404) throw fault
    return page(c, await again(typedOf(fault, values), null), fault.status)
  }
}
