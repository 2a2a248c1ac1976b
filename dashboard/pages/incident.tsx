// An incident, or a suspicion that came to nothing: the headline, the picture of the rounds, the
// rule that decided, the timeline, who was told, and the evidence.
import type { Delivery } from '../../workers/domain/delivery.ts'
import { headlineOf, verdictSentences, whenSentence } from '../../workers/domain/explain.ts'
import type { Incident, IncidentEvent } from '../../workers/domain/incident.ts'
import { pictureOfIncident } from '../../workers/domain/picture.ts'
import type { Round } from '../../workers/domain/round.ts'
import { ruleKeys, say, words } from '../../workers/domain/words/index.ts'
import { Command } from '../parts/command.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import { EvidenceOf } from '../parts/evidence.tsx'
import { Act } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { healthOfKind } from '../parts/incidents.tsx'
import { Layout } from '../parts/layout.tsx'
import { VerdictPicture } from '../parts/picture.tsx'

interface Names {
  name: string
  places: Record<string, string>
  rounds: Round[]
  /** The line that asks the same by hand. */
  command: string | null
}

export interface IncidentData extends Names {
  incident: Incident
  deliveries: Delivery[]
  channels: Record<string, string>
}

export function IncidentPage(data: IncidentData) {
  const { incident, name, places, rounds, deliveries, channels, command } = data
  const headline = headlineOf(name, incident.kind, incident.verdict, places)
  // What a job or a person said, or what members make, has no rounds.
  const isAsked = incident.verdict.asked.length > 0 || rounds.length > 0
  const rule = ruleKeys.find((key) => key === incident.verdict.rule)
  return (
    <Layout title={headline} section="/incidents" islands={['live']}>
      <div data-live="incident">
        <Head {...data} headline={headline} />
        <p>{whenSentence(incident)}</p>
        {verdictSentences(incident.verdict, places, incident.kind).map((sentence) => (
          <p>{sentence}</p>
        ))}
        {isAsked && (
          <>
            <h2>Rounds by location</h2>
            <VerdictPicture
              picture={pictureOfIncident(incident, rounds)}
              rounds={rounds}
              names={places}
              title={`How it was decided: ${headline}`}
            />
          </>
        )}
        {rule && <p>{say('rule', { rule })}</p>}
        <h2>Timeline</h2>
        <ol class="timeline">
          {incident.events.map((event) => (
            <Event event={event} />
          ))}
        </ol>
        <h2>Who was told</h2>
        {deliveries.length > 0 ? (
          <DeliveryRows deliveries={deliveries} channels={channels} />
        ) : (
          <p class="soft">Nobody: no channel takes this level, or it was silenced.</p>
        )}
      </div>
      {isAsked && (
        <>
          <h2>Evidence</h2>
          <EvidenceOf rounds={rounds} places={places} />
          {command && <Command command={command} />}
        </>
      )}
      {incident.resolvedAt === null && <Note id={incident.id} />}
    </Layout>
  )
}

function Head({ incident, headline }: IncidentData & { headline: string }) {
  const { id, kind, level, resolvedAt, acknowledgedAt, acknowledgedBy } = incident
  return (
    <div class="head">
      <div>
        <h1>{headline}</h1>
        <p>
          {resolvedAt === null ? (
            <Health health={healthOfKind(kind)} word="open" />
          ) : (
            <Health health="up" word="over" />
          )}{' '}
          · {words().levels[level]}
          {acknowledgedAt !== null && ` · acknowledged by ${acknowledgedBy}`}
          {incident.check && (
            <>
              {' · '}
              <a href={`/checks/${incident.check}`}>the check</a>
            </>
          )}
        </p>
      </div>
      {resolvedAt === null && (
        <div class="actions">
          {acknowledgedAt === null && (
            <Act action={`/incidents/${id}/acknowledge`} label="Acknowledge" class="primary" />
          )}
          <Act action={`/incidents/${id}/resolve`} label="Resolve by hand" />
        </div>
      )}
    </div>
  )
}

function Event({ event }: { event: IncidentEvent }) {
  const { kind, level, at, by, text, verdict, held, because } = event
  return (
    <li class={kind === 'resolved' ? 'resolved' : level}>
      <time datetime={new Date(at).toISOString()}>{new Date(at).toISOString()}</time>
      {words().events[kind]}
      {held && `: ${held === 'better' ? 'better for now' : 'as bad again'}, held open as it flaps`}
      {kind !== 'noted'
        ? `, ${words().levels[level]}`
        : held
          ? ''
          : because
            ? `: not told, because ${because.name} is down`
            : `: ${text ?? ''}`}
      {by ? ` by ${by}` : ''}
      {verdict?.decidedAfterMs !== undefined && kind === 'opened'
        ? `, ${(verdict.decidedAfterMs / 1000).toFixed(1)} s after ${beginning(verdict)}`
        : ''}
    </li>
  )
}

function beginning({ asked, beat }: NonNullable<IncidentEvent['verdict']>): string {
  if (asked.length > 0) return 'the first failing probe'
  return beat ? 'its word was due' : 'it began'
}

function Note({ id }: { id: string }) {
  return (
    <>
      <h2>Add a note</h2>
      <form method="post" action={`/incidents/${id}/note`} class="fields">
        <div class="field">
          <label for="note">Note</label>
          <textarea id="note" name="text" required maxlength={2000} />
          <small>It joins the timeline, for whoever comes next.</small>
        </div>
        <div>
          <button type="submit">Add the note</button>
        </div>
      </form>
    </>
  )
}
