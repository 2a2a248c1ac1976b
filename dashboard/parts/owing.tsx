// A payment that is owed, above every page: until when all goes on, and who can do what.
import { useContext } from 'hono/jsx'
import { graceEndsAt } from '../../workers/domain/subscription.ts'
import { utc } from '../../workers/domain/words/index.ts'
import { Around } from './around.tsx'

const dateOf = (ms: number) => utc(ms).slice(0, 10)

export function Owing() {
  const { owing, role } = useContext(Around)
  if (owing === null) return null
  const end = graceEndsAt(owing.since)
  const isOver = owing.now >= end
  return (
    <div class="banner bad" role="status">
      <p>
        A payment of {dateOf(owing.since)} did not go through.{' '}
        {isOver
          ? 'This workspace is on Free until it is paid.'
          : `Everything goes on until ${dateOf(end)}; then this workspace goes to Free.`}{' '}
        {role === 'owner' ? <a href="/plan">See to the payment</a> : 'An owner can see to it.'}
      </p>
    </div>
  )
}
