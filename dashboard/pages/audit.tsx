// The audit log: who did what, with what it changed; filtered by the address.
import type { AuditEntry } from '../../workers/flow/audit.ts'
import { type Choice, OneOf } from '../parts/choices.tsx'
import { Layout } from '../parts/layout.tsx'
import { More } from '../parts/more.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { When } from '../parts/when.tsx'

export interface AuditData {
  entries: AuditEntry[]
  next: string | null
  actors: Choice[]
  chosen: { actor: string; noun: string; verb: string; subject: string }
}

export const auditNouns = [
  'check',
  'channel',
  'policy',
  'schedule',
  'maintenance',
  'silence',
  'page',
  'incident',
  'drill',
  'calendar',
  'key',
  'ping key',
  'member',
  'invitation',
  'workspace',
] as const

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

function Entry({ entry }: { entry: AuditEntry }) {
  const { at, actorName, verb, noun, subject, changes } = entry
  return (
    <li>
      <div>
        <strong>{actorName}</strong> {words[verb] ?? verb} {noun}{' '}
        <a href={`/audit?subject=${encodeURIComponent(subject)}`}>{nameIn(entry)}</a>
        <small>
          <When at={Date.parse(at)} />
        </small>
      </div>
      {changes.length > 0 && <Changes changes={changes} />}
    </li>
  )
}

function Changes({ changes }: Pick<AuditEntry, 'changes'>) {
  const list = (
    <dl>
      {changes.map(({ field, before, after }) => (
        <div>
          <dt>{field}</dt>
          <dd>
            {before !== null && <del>{before}</del>} {after !== null && <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  )
  if (changes.length <= 4) return list
  return (
    <details>
      <summary>{changes.length} fields</summary>
      {list}
    </details>
  )
}

/** As in "Ana changed check shop". */
const words: Record<string, string> = {
  create: 'made',
  update: 'changed',
  delete: 'removed',
  rotate: 'renewed',
  verify: 'confirmed',
  begin: 'began',
  test: 'tested',
  probe: 'asked',
  say: 'set',
  note: 'wrote a note to',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  leave: 'left as',
  join: 'joined as',
  transfer: 'handed over',
  'send code': 'sent a code to',
}

/** How the subject is called, where the line says it; else its id. */
function nameIn({ before, after, subject }: AuditEntry): string {
  for (const side of [after, before]) {
    const name = (side as { name?: unknown; title?: unknown } | null)?.name
    if (typeof name === 'string' && name !== '') return name
  }
  return subject
}
