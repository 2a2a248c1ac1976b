// A line of the audit log: who did what to what, and the fields that changed.
import type { AuditEntry } from '../../workers/workspace-ports.ts'
import { When } from './when.tsx'

export function Entry({ entry }: { entry: AuditEntry }) {
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
  look: 'looked at',
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
    const { name, title, email } = (side ?? {}) as Record<string, unknown>
    const text = name ?? title ?? email
    if (typeof text === 'string' && text !== '') return text
  }
  return subject
}
