// How a borrowed place answered when it was asked last.
import { reasonWords } from '../../workers/domain/words/index.ts'
import type { PlaceView } from '../../workers/shard-door.ts'
import { Health } from './health.tsx'
import { When } from './when.tsx'

/** It is asked seldom: how that went is all that is known of it. */
export function Lent({ lent }: { lent: PlaceView['lent'] }) {
  if (!lent) return <span class="soft">not asked yet</span>
  const { at, reason, detail } = lent
  const word = reason === null ? 'answered' : 'abstains'
  return (
    <>
      <Health health={reason === null ? 'up' : 'unknown'} word={word} />{' '}
      <small>
        <When at={at} short />
        {reason !== null && `: ${reasonWords({ reason })}${detail ? ` (${detail})` : ''}`}
      </small>
    </>
  )
}
