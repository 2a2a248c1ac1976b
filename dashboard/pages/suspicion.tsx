// A suspicion, and why nobody was woken.
import { explainSuspicion } from '../../workers/domain/explain.ts'
import { pictureOfSuspicion } from '../../workers/domain/picture.ts'
import type { Round } from '../../workers/domain/round.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import { Command } from '../parts/command.tsx'
import { EvidenceOf } from '../parts/evidence.tsx'
import { Layout } from '../parts/layout.tsx'
import { VerdictPicture } from '../parts/picture.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { When } from '../parts/when.tsx'

interface SuspicionData {
  suspicion: Suspicion
  name: string
  places: Record<string, string>
  rounds: Round[]
  command: string | null
}

export function SuspicionPage({ suspicion, name, places, rounds, command }: SuspicionData) {
  const [first, second] = explainSuspicion({ ...suspicion, rounds: [] }, places)
  return (
    <Layout title={`Suspicion about ${name}`} section="/ledger" islands={['live']}>
      <div data-live="suspicion">
        <div class="head">
          <div>
            <h1>
              {name}: {suspicion.outcome === 'avoided' ? 'false alarm avoided' : suspicion.outcome}
            </h1>
            <p>
              <When at={suspicion.startedAt} /> ·{' '}
              <a href={`/checks/${suspicion.check}`}>the check</a>
              {suspicion.incident && (
                <>
                  {' · '}
                  <a href={`/incidents/${suspicion.incident}`}>the incident</a>
                </>
              )}
            </p>
          </div>
        </div>
        <p>
          <Sentence text={first ?? ''} />
        </p>
        <p>
          <strong>
            <Sentence text={second ?? ''} />
          </strong>
        </p>
        <h2>Rounds by location</h2>
        <VerdictPicture
          picture={pictureOfSuspicion(suspicion, rounds)}
          rounds={rounds}
          names={places}
          title={`Why nobody was woken for ${name}`}
        />
      </div>
      <h2>Evidence</h2>
      <EvidenceOf rounds={rounds} places={places} />
      {command && <Command command={command} />}
    </Layout>
  )
}
