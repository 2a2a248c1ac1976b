// The `manual` check: a person or a program says how it is.
import type { FormField } from './check-fields.ts'
import { levelField } from './check-fields.ts'
import type { Kind } from './kind.ts'

/** It has no settings of its own. */
export type ManualSettings = Record<string, never>

export const manualForm: FormField[] = [levelField('Level when it is set to down')]

export const manual: Kind<'manual'> = {
  label: 'Manual',
  help: 'Set by hand or by a program.',
  asked: 'nobody',
  form: manualForm,
  fields: {},
  required: [],
  defaults: {},
  targetText: () => 'set by hand',
  address: () => null,
  words: () => 'Its health is what somebody said last, on this page or through the API.',
}
