// An incident, or a suspicion that came to nothing: the headline, the picture of the rounds, the
// rule that decided, the timeline, who was told, and the evidence.
import type { Delivery } from '../../workers/domain/delivery.ts'
import { headlineOf, verdictSentences, whenSentence } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { pictureOfIncident } from '../../workers/domain/picture.ts'
import type { Postmortem } from '../../workers/domain/postmortem.ts'
import type { Round } from '../../workers/domain/round.ts'
import type { Similar } from '../../workers/domain/similar.ts'
import { ruleKeys, say, words } from '../../workers/domain/words/index.ts'
import { Command } from '../parts/command.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import { EvidenceOf } from '../parts/evidence.tsx'
import { Act, type Typed } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { healthOfKind } from '../parts/incidents.tsx'
import { Layout } from '../parts/layout.tsx'
import { VerdictPicture } from '../parts/picture.tsx'
import { Note, PostmortemForm } from '../parts/postmortem.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { SimilarBefore } from '../parts/similar.tsx'
import { Event } from '../parts/timeline.tsx'
import { ToCheck } from '../parts/to-check.tsx'
import { ToFigures } from '../parts/to-figures.tsx'
import { For } from '../parts/when.tsx'

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
  /** Checks by id. */
  names: Record<string, string>
  similar: Similar
  postmortem: Postmortem | null
  typed: Typed
  now: number
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
        <p>
          <Sentence text={whenSentence(incident)} />
        </p>
        {verdictSentences(incident.verdict, places, incident.kind).map((sentence) => (
          <p>
            <Sentence text={sentence} />
          </p>
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
          <p class="soft">
            Nobody:{' '}
            {Object.keys(channels).length === 0 ? (
              <>
                there is no channel. <a href="/channels">Add one</a>
              </>
            ) : (
              'no channel takes this level, or it was silenced.'
            )}
          </p>
        )}
      </div>
      {isAsked && (
        <>
          <h2>Evidence</h2>
          <EvidenceOf rounds={rounds} places={places} />
          {command && <Command command={command} />}
        </>
      )}
      <SimilarBefore similar={data.similar} names={data.names} places={places} now={data.now} />
      {incident.resolvedAt === null && <Note id={incident.id} />}
      <PostmortemForm {...data} id={incident.id} />
    </Layout>
  )
}

function Head({ incident, headline, places, now }: IncidentData & { headline: string }) {
  const { id, kind, level, startedAt, resolvedAt, acknowledgedAt, acknowledgedBy } = incident
  return (
    <div class="head">
      <div>
        <h1>{headline}</h1>
        <p>
          {resolvedAt === null ? (
            <>
              <Health health={healthOfKind(kind, incident.level)} word="open" /> for{' '}
              <For since={startedAt} now={now} />
            </>
          ) : (
            <Health health="up" word="over" />
          )}{' '}
          · {words().levels[level]}
          {acknowledgedAt !== null && ` · acknowledged by ${acknowledgedBy}`}
          <ToCheck incident={incident} />
          <ToFigures incident={incident} places={places} now={now} />
        </p>
        {resolvedAt === null && acknowledgedAt === null && (
          <p>Nobody has acknowledged it. Once somebody has, reminders and later steps stop.</p>
        )}
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
