// What one place saw in one probe, whole: in words, phases as a waterfall, hops, first of the body.
import { explainObservation, explainRound } from '../../workers/domain/explain.ts'
import type { Measurement } from '../../workers/domain/measurement.ts'
import type { Observation } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import { Handshake } from './handshake.tsx'
import { Sentence } from './sentence.tsx'
import { Waterfall } from './waterfall.tsx'
import { When } from './when.tsx'

/** One observation, folded until asked for. */
export function Evidence({
  seen,
  names,
  open,
}: {
  seen: Observation
  names: Record<string, string>
  open: boolean
}) {
  const { measurement } = seen
  return (
    <details class="evidence" open={open}>
      <summary>{explainObservation(seen, names)}</summary>
      <div>
        {measurement && measurement.kind !== 'notMeasured' ? (
          <Seen seen={measurement} />
        ) : (
          <p class="soft">Nothing more was measured.</p>
        )}
      </div>
    </details>
  )
}

/** Every round in sentences, folded until asked for. */
export function InWords({ rounds, places }: { rounds: Round[]; places: Record<string, string> }) {
  if (rounds.length === 0) return null
  return (
    <details>
      <summary>Every round in words</summary>
      {rounds.map((round) => (
        <p>
          <Sentence text={explainRound(round, places).join(' ')} />
        </p>
      ))}
    </details>
  )
}

const shownMax = 12

/** Every probe of these rounds that did not pass, the first one unfolded. */
export function EvidenceOf({
  rounds,
  places,
}: {
  rounds: Round[]
  places: Record<string, string>
}) {
  const seen = rounds.flatMap((round) =>
    round.observations.filter((one) => one.kind !== 'pass').map((one) => ({ round, one })),
  )
  if (seen.length === 0) return <p class="soft">No failing probe is kept for this.</p>
  return (
    <>
      {seen.slice(0, shownMax).map(({ round, one }, index) => (
        <>
          {seen[index - 1]?.round !== round && (
            <h3>
              Round {round.number}, <When at={round.startedAt} short />
            </h3>
          )}
          <Evidence seen={one} names={places} open={index === 0} />
        </>
      ))}
      {seen.length > shownMax && (
        <p class="soft">{seen.length - shownMax} more probes are kept; the API has them all.</p>
      )}
    </>
  )
}

/** What was measured, whole: phases, status, redirects, headers, certificate, first of the body. */
export function Seen({ seen }: { seen: Measured }) {
  const hops = seen.hops ?? []
  return (
    <>
      <Waterfall phases={{ ...seen.apart, ...seen.phases }} />
      {seen.status !== undefined && (
        <p>
          Status <strong>{seen.status}</strong>
          {seen.server ? ` from ${seen.server}` : ''}
        </p>
      )}
      {hops.length > 1 && (
        <ol class="hops">
          {hops.map((hop) => (
            <li>
              {hop.method} {hop.status} {hop.url} ({milliseconds(hop.ms)})
            </li>
          ))}
        </ol>
      )}
      {hops.length === 1 && hops[0]?.location && (
        <p>
          It leads to <code>{hops[0].location}</code>, not followed
        </p>
      )}
      {seen.certificate && <Handshake facts={seen.certificate} />}
      {seen.detail && <p class="soft">{seen.detail}</p>}
      {seen.kind === 'answered' && <Headers headers={seen.headers ?? {}} />}
      {seen.bodyStart && <pre>{seen.bodyStart}</pre>}
      {seen.controls && seen.controls.length > 0 && (
        <p class="soft">
          Control targets from there: {seen.controls.filter((one) => one.ok).length} of{' '}
          {seen.controls.length} answered.
        </p>
      )}
      {seen.trace && (
        <p class="soft">
          Trace <code>{seen.trace}</code> was sent along.
        </p>
      )}
    </>
  )
}

type Measured = Exclude<Measurement, { kind: 'notMeasured' }>

function Headers({ headers }: { headers: Record<string, string> }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  if (lines.length === 0) return null
  return (
    <details>
      <summary>Headers</summary>
      <pre>{lines.join('\n')}</pre>
    </details>
  )
}
