// From an incident to its check, and to the status pages that may tell of it.
import type { Incident } from '../../workers/domain/incident.ts'

export function ToCheck({ incident: { id, check } }: { incident: Incident }) {
  if (check === null) return null
  return (
    <>
      {' · '}
      <a href={`/checks/${check}`}>the check</a>
      {' · '}
      <a href={`/incidents/${id}/publish`}>tell on a status page</a>
    </>
  )
}
