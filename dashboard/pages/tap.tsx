// What a link in a message leads to: what fell, how we know, and one button. It needs no sign-in,
// and looking at it does nothing, because mail scanners and messengers look at every link.
import { headlineOf, verdictSentences, whenSentence } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Tapped } from '../../workers/shard-door.ts'
import { Act } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { healthOfKind } from '../parts/incidents.tsx'
import { Document, Mark } from '../parts/layout.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { When } from '../parts/when.tsx'

export function TapPage({ tapped, token }: { tapped: Tapped; token: string }) {
  const { incidents, by } = tapped
  const isMany = incidents.length > 1
  const isWaiting = incidents.some(({ incident }) => isOwed(incident))
  return (
    <Document title={titleOf(tapped)} islands={['local-time']} class="status">
      <main>
        <h1>{titleOf(tapped)}</h1>
        {isWaiting && (
          <div class="tap">
            <Act
              action={`/a/${token}`}
              label={isMany ? 'Acknowledge all' : 'Acknowledge'}
              class="primary"
            />
            <p class="soft">
              Reminders and later steps stop. It is written down as acknowledged by {by}.
            </p>
          </div>
        )}
        {incidents.map((one) => (
          <About {...one} isMany={isMany} />
        ))}
        {incidents.length === 0 && (
          <p>It is over, and has left this place; its page has all of it.</p>
        )}
      </main>
      <footer>
        <Mark class="foot-mark" /> Sent by eSonar, which verified it from several places.
      </footer>
    </Document>
  )
}

const isOwed = (incident: Incident) =>
  incident.acknowledgedAt === null && incident.resolvedAt === null

function titleOf({ incidents }: Tapped): string {
  const [first] = incidents
  if (!first) return 'This incident is over'
  if (incidents.length > 1) return `${incidents.length} incidents`
  return headlineOf(first.name, first.incident.kind, first.incident.verdict)
}

function About({ incident, name, isMany }: Tapped['incidents'][number] & { isMany: boolean }) {
  const { id, kind, verdict, resolvedAt, acknowledgedAt, acknowledgedBy } = incident
  return (
    <section>
      {isMany && <h2>{headlineOf(name, kind, verdict)}</h2>}
      <p>
        {resolvedAt === null ? (
          <Health health={healthOfKind(kind, incident.level)} word="open" />
        ) : (
          <>
            <Health health="up" word="over" /> since <When at={resolvedAt} />
          </>
        )}
        {acknowledgedAt !== null && (
          <>
            {' '}
            · acknowledged by {acknowledgedBy}, <When at={acknowledgedAt} />
          </>
        )}
      </p>
      <p>
        <Sentence text={whenSentence(incident)} />
      </p>
      {verdictSentences(verdict, undefined, kind).map((sentence) => (
        <p>
          <Sentence text={sentence} />
        </p>
      ))}
      <p>
        <a href={`/incidents/${id}`}>All that is known</a> (after sign-in)
      </p>
    </section>
  )
}
