// What may be asked of a post: the same for the API and the forms.
import { z } from 'zod'
import { impacts, incidentStates, maintenanceStates } from './post.ts'

const states = [...incidentStates, ...maintenanceStates] as const
const state = z.enum(states, `must be one of ${states.join(', ')}`)
const text = z
  .string()
  .trim()
  .max(2_000, 'must have at most 2000 characters')
  .transform((one) => (one === '' ? null : one))
  .nullable()
  .default(null)
const instant = (example: string) =>
  z.iso.datetime({ offset: true, message: `must be an instant like ${example}` })

export const updateInput = z.strictObject({ state, text })
export const postInput = z.strictObject({
  kind: z.enum(['incident', 'maintenance'], 'must be incident or maintenance').default('incident'),
  title: z
    .string()
    .trim()
    .max(200, 'must have at most 200 characters')
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .transform((one) => (one === '' ? null : one))
    .nullable()
    .default(null),
  impact: z.enum(impacts, `must be one of ${impacts.join(', ')}`).default('down'),
  components: z
    .array(z.string().max(20))
    .min(1, 'choose at least one component')
    .max(200, 'must be at most 200'),
  state: state.optional(),
  text,
  startsAt: instant('2027-01-01T22:00:00Z').optional(),
  endsAt: instant('2027-01-01T23:00:00Z').nullable().optional(),
  incident: z.string().max(200).nullable().default(null),
})
export type UpdateInput = z.output<typeof updateInput>
export type PostInput = z.output<typeof postInput>
