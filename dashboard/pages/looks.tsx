// Check now: what each place saw, when somebody asked.
import type { Check } from '../../workers/domain/check/check.ts'
import { targetText } from '../../workers/domain/check/index.ts'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Looks, type LooksData } from '../parts/looks.tsx'

export function LooksPage({ check, test }: { check: Check; test: LooksData }) {
  return (
    <Layout title={`${check.name}: checked now`} section="/">
      <div class="head">
        <div>
          <h1>
            <a href={`/checks/${check.id}`}>{check.name}</a>: checked now
          </h1>
          <p class="mono">{targetText(check)}</p>
        </div>
        <div class="actions">
          <Act action={`/checks/${check.id}/now`} label="Check again" />
        </div>
      </div>
      <Looks {...test} />
      <p class="soft">These answers count like those of any round.</p>
    </Layout>
  )
}
