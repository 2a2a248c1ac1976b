// The fields of a check's form, as data: those of its type come from its own file.
import type { Check } from '../../workers/domain/check/check.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { checkTypes, kindOf } from '../../workers/domain/check/index.ts'
import { type Level, levels } from '../../workers/domain/incident.ts'
import { defaultLevels, type LevelKind } from '../../workers/domain/level.ts'

export const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'How it is called in messages; empty: its address.',
  kind: 'text',
}
const number = (name: string, label: string, unit: string, help: string): FormField => ({
  name,
  label,
  unit,
  help,
  kind: 'number',
})
export const intervalField = number(
  'intervalSeconds',
  'Asked every',
  'seconds',
  '10 or more; 60 suits most.',
)
export const verdictFields: FormField[] = [
  number(
    'timeoutMs',
    'Time for an answer',
    'ms',
    'One budget over the whole answer, body included.',
  ),
  number(
    'slowAfterMs',
    'Slow after',
    'ms',
    'Empty: three times its usual median, at least one second.',
  ),
  number(
    'confirmSeconds',
    'Confirm down for',
    'seconds',
    'Most places must fail for this long without a break.',
  ),
  number('recoverSeconds', 'Confirm up for', 'seconds', 'Most places must pass for this long.'),
  number(
    'patienceSeconds',
    'Patience',
    'seconds',
    'How long a patient probe waits for a late answer; 0: none.',
  ),
  number('regionalSeconds', 'Regional after', 'seconds', 'When only some places fail.'),
]
/** What each kind of trouble is told at: `level-slow` stands for `levels.slow`. */
export const levelPrefix = 'level-'
export const usualLevel = 'usual'
const level = (name: string, label: string, help: string, usual?: Level): FormField => ({
  name,
  label,
  help,
  kind: 'select',
  options: usual ? [`${usualLevel} (${usual})`, ...levels] : [...levels],
})
const levelLabels: Partial<Record<LevelKind, [string, string]>> = {
  regional: ['Level of regional', 'Only some places fail; most of them: as down.'],
  slow: ['Level of slow', 'It answers, over its limit for ten minutes.'],
  blocked: ['Level of blocked', 'It turns most of our probes away.'],
  unstable: ['Level of unstable', 'It keeps failing and coming back.'],
  content: ['Level of content', 'Its body is suddenly empty or a tenth of its usual size.'],
}
const levelFields: FormField[] = [
  level('downLevel', 'Level of down', 'Critical wakes people; info tells only who asked for it.'),
  ...Object.entries(levelLabels).map(([kind, [label, help]]) =>
    level(`${levelPrefix}${kind}`, label, help, defaultLevels[kind as LevelKind]),
  ),
]
/** Beside down, what can become of a check that nobody is asked about. */
const metUnasked: Partial<Record<Check['type'], LevelKind[]>> = {
  manual: ['slow'],
  group: ['slow', 'regional'],
  heartbeat: [],
}

/** The levels that a type's form asks for beside its own part: each once, and of such trouble as it
 *  can come to. */
export function levelsAsked(type: Check['type']): FormField[] {
  const own = new Set(kindOf(type).form.map(({ name }) => name))
  const met = metUnasked[type]?.map((kind) => levelPrefix + kind)
  return levelFields.filter(({ name }) => !own.has(name) && (met?.includes(name) ?? true))
}
/** Drawn by the form itself: its options are the other checks. */
export const parentField: FormField = {
  name: 'parent',
  label: 'Depends on',
  help: 'While that check is down, nobody is told about this one; what is still down then is told.',
  kind: 'select',
}
/** Drawn by the form itself: its options are the policies. */
export const policyField: FormField = {
  name: 'policy',
  label: 'Alert policy',
  help: 'Who is told, at which minute. Drawn on its own page.',
  kind: 'select',
}
export const tagsField: FormField = {
  name: 'tags',
  label: 'Tags',
  help: 'Separated by commas.',
  kind: 'text',
}

/** The settings of how it is asked and judged; a check that nobody asks has none. */
export function askedFields(type: Check['type']): FormField[] {
  return kindOf(type).asked === 'nobody' ? [] : verdictFields
}

/** Every field of a type's form, in order. */
export function fieldsOf(type: Check['type']): FormField[] {
  const asked = askedFields(type)
  const interval = asked.length > 0 ? [intervalField] : []
  const own = [...checkTypes[type].form, nameField, ...interval, ...asked]
  return [...own, ...levelsAsked(type), tagsField, parentField, policyField]
}
