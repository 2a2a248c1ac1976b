// Fields that hold limits, as a settings file gives them.
import { z } from 'zod'

const bound = z.number('must be a number, or null for none').nullable()
const time = z
  .int('must be a whole number of seconds')
  .min(0, 'must be 0 or more')
  .max(86_400, 'must be at most 86400, a day')

type Defaults = { warning: number | null; critical: number | null; forSeconds: number }

/** Limits of a figure that is bad when it is high. */
export const above = (defaults: Defaults) => limits(defaults, false)
/** Limits of a figure that is bad when it is low. */
export const under = (defaults: Defaults) => limits(defaults, true)

function limits(defaults: Defaults, below: boolean) {
  return z
    .strictObject({
      warning: bound.default(defaults.warning),
      critical: bound.default(defaults.critical),
      forSeconds: time.default(defaults.forSeconds),
    })
    .superRefine(({ warning, critical }, context) => {
      if (warning === null || critical === null) return
      if (below ? critical < warning : critical > warning) return
      const message = `must be ${below ? 'below' : 'above'} the warning limit, ${warning}`
      context.addIssue({ code: 'custom', path: ['critical'], message })
    })
    .transform((one) => (below ? { ...one, below } : one))
    .prefault({})
}
