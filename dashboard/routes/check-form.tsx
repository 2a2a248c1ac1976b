// The form of a check: drawn from what is stored or typed, and read back into what the API takes.
import type { Context } from 'hono'
import type { Check } from '../../workers/domain/check/check.ts'
import {
  type CheckInput,
  type CheckPatch,
  checkInput,
  checkPatch,
  isAsked,
  isCheckType,
} from '../../workers/domain/check/index.ts'
import type { Look } from '../../workers/domain/look.ts'
import { placesShown } from '../../workers/flow/agent-places.ts'
import { mask } from '../../workers/flow/checks.ts'
import { listPolicies } from '../../workers/flow/policies.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { CheckFormPage } from '../pages/check-form.tsx'
import type { Typed } from '../parts/fields.tsx'
import { inputOf, isForAgents, storedTexts } from './check-texts.ts'
import { valuesOf } from './form.tsx'
import { allChecks, placesOf } from './names.ts'

/** What a test saw, and the line that asks the same by hand. */
export interface Tested {
  looks: Look[]
  command: string | null
}

/** What was chosen among locations, and among checks. */
export interface Chosen<L = string[]> {
  locations: L
  members: string[]
}

/** The form of a check, empty or filled in; `test` is what a test of it saw. */
export async function form(
  c: Context<AppEnv>,
  type: Check['type'],
  check: Check | null,
  typed: Typed,
  chosen: Chosen<string[] | null>,
  test: Tested | null = null,
) {
  const [others, policies, places] = await Promise.all([
    allChecks(c.get('hub'), c.get('actor')),
    listPolicies(c.get('hub'), c.get('actor')),
    placesShown(c.get('hub'), c.get('actor').workspace),
  ])
  const values = storedTexts(type, check)
  const shown = Object.keys(typed.values).length > 0 ? typed.values : values
  return (
    <CheckFormPage
      type={type}
      check={check}
      typed={typed}
      values={values}
      locations={places.filter((one) => !one.borrowed)}
      chosen={chosen.locations}
      isForAgents={isForAgents(type, shown)}
      others={others}
      policies={policies}
      members={chosen.members}
      test={test && { ...test, names: await placesOf(c) }}
    />
  )
}

/** The form of a new check, filled in as another one is. Secrets stay where they are. */
export async function cloneForm(c: Context<AppEnv>, model: Check) {
  const texts = storedTexts(model.type, model)
  const open = Object.entries(texts).filter(([, text]) => !text.includes(mask))
  const values = { ...Object.fromEntries(open), name: `${model.name} copy` }
  return form(c, model.type, null, { values, fault: null }, storedChoice(model))
}

export const typeOf = (text: unknown): Check['type'] => (isCheckType(text) ? text : 'http')
export const chosenOf = async (c: Context<AppEnv>): Promise<Chosen> => ({
  locations: await valuesOf(c, 'locations'),
  members: await valuesOf(c, 'members'),
})

/** What a check of record has chosen. */
export function storedChoice(check: Check): Chosen<string[] | null> {
  const members = check.type === 'group' ? check.group.members : []
  return { locations: check.locations, members }
}

/** What the form of a new check says. */
export function newOf(
  type: Check['type'],
  texts: Record<string, string>,
  { locations, members }: Chosen,
): CheckInput {
  return parsed(checkInput, {
    ...inputOf(type, texts, 'create'),
    type,
    ...(locations.length > 0 ? { locations } : {}),
    ...(type === 'group' ? { members } : {}),
  })
}

/** What the form of a check of record says. */
export function patchOf(
  check: Check,
  texts: Record<string, string>,
  { locations, members }: Chosen,
): CheckPatch {
  return parsed(checkPatch[check.type], {
    ...inputOf(check.type, texts, 'edit', check),
    ...(isAsked(check) ? { locations: locations.length > 0 ? locations : null } : {}),
    ...(check.type === 'group' ? { members } : {}),
  })
}
