// Between a policy and the texts of its form: each step has its own names, `step0-after` and so on.
import type { Policy } from '../../workers/domain/config.ts'

/** All values of a form by name. */
export type Values = Record<string, string[]>

const oneOf = (values: Values, name: string) => values[name]?.at(-1)?.trim() ?? ''
/** A number that is none stays text, so that the refusal names its field. */
const numberOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : text)

/** What the API would be given for these; steps without levels are left out. */
export function policyOfValues(values: Values): Record<string, unknown> {
  const steps: Record<string, unknown>[] = []
  for (let index = 0; `step${index}-after` in values; index += 1) {
    const of = (name: string) => values[`step${index}-${name}`] ?? []
    const after = oneOf(values, `step${index}-after`)
    if (of('levels').length === 0 && after === '') continue
    steps.push({
      afterMinutes: numberOf(after === '' ? '0' : after),
      channels: of('channels').includes('all') ? 'all' : of('channels'),
      levels: of('levels'),
      onCall: of('onCall'),
      people: of('people'),
    })
  }
  const remind = oneOf(values, 'remindEveryMinutes')
  return {
    name: oneOf(values, 'name'),
    steps,
    remindEveryMinutes: remind === '' ? null : numberOf(remind),
    repeat: repeatOf(values),
    quietHours: quietOf(values),
    digest: digestOf(values),
  }
}

function repeatOf(values: Values) {
  const everyMinutes = oneOf(values, 'repeat.everyMinutes')
  if (everyMinutes === '') return null
  return {
    everyMinutes: numberOf(everyMinutes),
    times: numberOf(oneOf(values, 'repeat.times') || '3'),
  }
}

function quietOf(values: Values) {
  const [from, to] = [oneOf(values, 'quietHours.from'), oneOf(values, 'quietHours.to')]
  if (from === '' && to === '') return null
  const days = (values['quietHours.days'] ?? []).map(Number)
  return {
    from,
    to,
    timeZone: oneOf(values, 'timeZone') || 'UTC',
    levels: values['quietHours.levels'] ?? [],
    ...(days.length > 0 && days.length < 7 ? { days } : {}),
  }
}

function digestOf(values: Values) {
  const at = oneOf(values, 'digest.at')
  return at === '' ? null : { at, timeZone: oneOf(values, 'timeZone') || 'UTC' }
}

/** The values of a stored policy; those of a new one tell everybody at once. */
export function valuesOfPolicy(policy: Policy | null): Values {
  const steps = policy?.steps ?? [
    { afterMinutes: 0, channels: 'all' as const, levels: ['warning', 'critical'] },
  ]
  const values: Values = {
    name: [policy?.name ?? ''],
    remindEveryMinutes: [String(policy?.remindEveryMinutes ?? '')],
    'repeat.everyMinutes': [String(policy?.repeat?.everyMinutes ?? '')],
    'repeat.times': [String(policy?.repeat?.times ?? '')],
    'quietHours.from': [policy?.quietHours?.from ?? ''],
    'quietHours.to': [policy?.quietHours?.to ?? ''],
    'quietHours.levels': policy?.quietHours?.levels ?? ['info', 'warning'],
    'quietHours.days': (policy?.quietHours?.days ?? [1, 2, 3, 4, 5, 6, 7]).map(String),
    'digest.at': [policy?.digest?.at ?? ''],
    timeZone: [policy?.quietHours?.timeZone ?? policy?.digest?.timeZone ?? 'UTC'],
  }
  for (const [index, step] of steps.entries()) {
    const {
      afterMinutes,
      channels,
      levels,
      onCall = [],
      people = [],
    } = {
      onCall: [],
      people: [],
      ...step,
    }
    values[`step${index}-after`] = [String(afterMinutes)]
    values[`step${index}-channels`] = channels === 'all' ? ['all'] : channels
    values[`step${index}-levels`] = levels
    values[`step${index}-onCall`] = onCall
    values[`step${index}-people`] = people
  }
  return values
}
