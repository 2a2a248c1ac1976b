// One entry of an incident's timeline.
import type { IncidentEvent } from '../../workers/domain/incident.ts'
import { milliseconds, words } from '../../workers/domain/words/index.ts'
import { Sentence } from './sentence.tsx'
import { When } from './when.tsx'

/** What happened, when, and who did it. */
export function Event({ event }: { event: IncidentEvent }) {
  const { kind, level, at, by, text, verdict, held, because } = event
  return (
    <li class={kind === 'resolved' ? 'resolved' : level}>
      <When at={at} />
      {words().events[kind]}
      {held && `: ${held === 'better' ? 'better for now' : 'as bad again'}, held open as it flaps`}
      {kind !== 'noted' ? (
        `, ${words().levels[level]}`
      ) : held ? (
        ''
      ) : because ? (
        `: not told, because ${because.name} is down`
      ) : (
        <>
          : <Sentence text={text ?? ''} />
        </>
      )}
      {by ? ` by ${by}` : ''}
      {verdict?.decidedAfterMs !== undefined && kind === 'opened'
        ? `, ${milliseconds(verdict.decidedAfterMs)} after ${beginning(verdict)}`
        : ''}
    </li>
  )
}

function beginning({ asked, beat }: NonNullable<IncidentEvent['verdict']>): string {
  if (asked.length > 0) return 'the first failing probe'
  return beat ? 'its word was due' : 'it began'
}
