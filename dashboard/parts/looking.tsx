// An operator looks at a workspace that is not theirs: said on every page, with the way out.
import { useContext } from 'hono/jsx'
import { Around } from './around.tsx'
import { Act } from './fields.tsx'
import { When } from './when.tsx'

export function LookingOn() {
  const { lookingUntil, workspace } = useContext(Around)
  if (lookingUntil === null) return null
  return (
    <div class="banner bad" role="status">
      <p>
        <strong>You look at {workspace} as its operator,</strong> until <When at={lookingUntil} />.
        Nothing can be changed, and the look stands in its audit log.
      </p>
      <Act action="/operator/look/end" label="End the look" />
    </div>
  )
}
