// Probing is stopped by whoever runs the installation: said on every page of the workspace.
import { useContext } from 'hono/jsx'
import { Around } from './around.tsx'
import { When } from './when.tsx'

export function Stopped() {
  const { stop } = useContext(Around)
  if (stop === null) return null
  return (
    <div class="banner bad" role="status">
      <p>
        <strong>
          Nothing is probed since <When at={stop.since} />:
        </strong>{' '}
        whoever runs this installation has stopped it. {stop.reason} What is open stays open;
        nothing new is found until it goes on.
      </p>
    </div>
  )
}
