// What operators did, a row each.
import type { RecordedAct } from '../../workers/operator-ports.ts'
import { When } from './when.tsx'

const verbs: Record<RecordedAct['act'], string> = {
  enter: 'entered',
  stop: 'stopped probing',
  'go on': 'let probing go on',
  look: 'looked into it',
  announce: 'announced',
  budget: 'set a budget',
  'take back': 'took an announcement back',
}

export function Acts({ acts }: { acts: RecordedAct[] }) {
  if (acts.length === 0) return <p class="soft">Nothing yet.</p>
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Workspace</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {acts.map(({ at, name, act, subject, reason }) => (
          <tr>
            <td>
              <When at={at} />
            </td>
            <td data-label="Who: ">{name}</td>
            <td data-label="What: ">{verbs[act]}</td>
            <td data-label="Workspace: ">
              {subject === '' ? 'all' : <a href={`/operator/workspaces/${subject}`}>{subject}</a>}
            </td>
            <td class="wrap" data-label="Why: ">
              {reason || '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
