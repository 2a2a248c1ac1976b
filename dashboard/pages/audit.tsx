// The audit log: who did what, with what it changed; filtered by the address.
import { auditNouns } from '../../workers/domain/audit.ts'
import type { AuditEntry } from '../../workers/workspace-ports.ts'
import { Entry } from '../parts/audit-entry.tsx'
import { type Choice, OneOf } from '../parts/choices.tsx'
import { Layout } from '../parts/layout.tsx'
import { More } from '../parts/more.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface AuditData {
  entries: AuditEntry[]
  next: string | null
  actors: Choice[]
  chosen: { actor: string; noun: string; verb: string; subject: string }
}

export function AuditPage({ entries, next, actors, chosen }: AuditData) {
  const isFiltered = Object.values(chosen).some((one) => one !== '')
  return (
    <Layout title="Audit log" section="/settings">
      <div class="head">
        <div>
          <h1>Audit log</h1>
          <p>Who did what here, newest first. Secrets are never in it.</p>
        </div>
      </div>
      <Tabs tab="/audit" />
      <Filter actors={actors} chosen={chosen} isFiltered={isFiltered} />
      {entries.length === 0 ? (
        <div class="empty">
          <p>
            {isFiltered
              ? 'Nothing was done that these filters let through.'
              : 'Nothing was done yet. What people and keys change is noted here.'}
          </p>
        </div>
      ) : (
        <ol class="audit">
          {entries.map((one) => (
            <Entry entry={one} />
          ))}
        </ol>
      )}
      <More path={pathOf(chosen)} next={next} />
    </Layout>
  )
}

function pathOf(chosen: AuditData['chosen']): string {
  const given = Object.entries(chosen).filter(([, value]) => value !== '')
  return given.length === 0 ? '/audit' : `/audit?${new URLSearchParams(given)}`
}

function Filter({
  actors,
  chosen,
  isFiltered,
}: Pick<AuditData, 'actors' | 'chosen'> & { isFiltered: boolean }) {
  return (
    <form method="get" action="/audit" class="fields filter">
      <OneOf
        name="actor"
        label="Who"
        help="A person, a key, or a link of a message."
        choices={actors}
        chosen={chosen.actor}
        none="everybody"
      />
      <OneOf
        name="noun"
        label="What"
        help="Of what it was."
        choices={auditNouns.map((id) => ({ id, name: id }))}
        chosen={chosen.noun}
        none="everything"
      />
      {chosen.subject !== '' && <input type="hidden" name="subject" value={chosen.subject} />}
      <div class="actions">
        <button type="submit">Filter</button>
        {isFiltered && <a href="/audit">Show all</a>}
      </div>
    </form>
  )
}
