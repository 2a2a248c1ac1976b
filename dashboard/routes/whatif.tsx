// What if: trying other settings on a check's past, and taking them over.
import { type Context, Hono } from 'hono'
import type { Check } from '../../workers/domain/check/check.ts'
import { Problem } from '../../workers/domain/problem.ts'
import type { TriedSettings } from '../../workers/domain/whatif/index.ts'
import { placesShown } from '../../workers/flow/agent-places.ts'
import { getCheck, updateCheck } from '../../workers/flow/checks.ts'
import { whatIfOf } from '../../workers/flow/whatif.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { triedFields, whatIfInput } from '../../workers/routes/whatif.ts'
import { WhatIfPage } from '../pages/whatif.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { storedTexts } from './check-texts.ts'
import { page, textsOf, typedOf, valuesOf } from './form.tsx'

export const whatIfPages = new Hono<AppEnv>()

const names = Object.keys(triedFields.shape).filter((name) => name !== 'locations')
const daysUsual = 30

whatIfPages.get('/checks/:id/whatif', async (c) => {
  const check = await getCheck(c.get('hub'), c.get('actor'), c.req.param('id'))
  const texts = c.req.query()
  if (texts.days === undefined) return answer(c, check, { typed: untouched, days: daysUsual })
  try {
    return await tried(c, check, texts)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    const field = fault.field?.replace(/^settings\./, '')
    const shown = new Problem(fault.code, fault.detail, field)
    return answer(c, check, { typed: typedOf(shown, texts), days: daysUsual, status: fault.status })
  }
})

whatIfPages.post('/checks/:id/whatif', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const chosen = await valuesOf(c, 'locations')
  const parsed = triedFields.safeParse(settingsOf(await textsOf(c), chosen))
  if (!parsed.success) throw problemOfIssues(parsed.error.issues)
  await updateCheck(hub, actor, check.id, parsed.data, null)
  return c.redirect(`/checks/${check.id}`, 303)
})

async function tried(c: Context<AppEnv>, check: Check, texts: Record<string, string>) {
  const chosen = c.req.queries('locations') ?? []
  const parsed = whatIfInput.safeParse({
    days: Number(texts.days),
    settings: settingsOf(texts, chosen),
  })
  if (!parsed.success) throw problemOfIssues(parsed.error.issues)
  const { days } = parsed.data
  const settings = parsed.data.settings as TriedSettings
  const result = await whatIfOf(c.get('hub'), c.get('actor'), check.id, { days, settings })
  const isOther = Object.entries(settings).some(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(check[key as keyof Check]),
  )
  const fields = [
    ...names.map((name): [string, string] => [name, texts[name] ?? '']),
    ...chosen.map((one): [string, string] => ['locations', one]),
  ]
  return answer(c, check, {
    typed: { values: texts, fault: null },
    days,
    chosen,
    tried: isOther ? fields : [],
    result,
  })
}

/** Empty: chosen by eSonar where that can be, else as it is. */
function settingsOf(texts: Record<string, string>, chosen: string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = { locations: chosen.length > 0 ? chosen : null }
  for (const name of names) {
    const text = (texts[name] ?? '').trim()
    if (text !== '') settings[name] = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    else if (name === 'slowAfterMs') settings[name] = null
  }
  return settings
}

interface Shown {
  typed: Typed
  days: number
  chosen?: string[]
  tried?: [string, string][]
  result?: Awaited<ReturnType<typeof whatIfOf>>
  status?: number
}

async function answer(c: Context<AppEnv>, check: Check, shown: Shown) {
  const { typed, days, chosen, tried = [], result = null, status = 200 } = shown
  const places = await placesShown(c.get('hub'), c.get('actor').workspace)
  const content = (
    <WhatIfPage
      check={check}
      days={days}
      typed={typed}
      values={storedTexts(check.type, check)}
      locations={places.filter((one) => !one.borrowed)}
      chosen={chosen ?? check.locations ?? []}
      tried={tried}
      result={result}
    />
  )
  return page(c, content, status)
}
