// The public status page, drawn from its snapshot alone: it needs neither database nor shard.
import type { PageSnapshot } from '../../workers/domain/page.ts'
import { Health, shapeOf } from '../parts/health.tsx'
import { Document, Mark } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

export function StatusPage({ snapshot }: { snapshot: PageSnapshot }) {
  const { title, overall, sentence, checks, incidents, updatedAt } = snapshot
  const open = incidents.filter((one) => one.resolvedAt === null)
  const past = incidents.filter((one) => one.resolvedAt !== null)
  return (
    <Document
      title={`${overall === 'up' ? '' : `${shapeOf('down')} `}${title}`}
      islands={['local-time']}
      class="status"
    >
      <main>
        <h1>{title}</h1>
        <p class={`overall ${overall}`} role="status">
          {sentence}
        </p>
        {open.length > 0 && (
          <>
            <h2>Now</h2>
            {open.map((one) => (
              <p>
                {one.headline}, since <When at={one.startedAt} />
              </p>
            ))}
          </>
        )}
        {checks.length > 0 && (
          <ul class="rows">
            {checks.map((check) => (
              <li>
                <span class="name">{check.name}</span>
                <Health health={check.health} />
              </li>
            ))}
          </ul>
        )}
        {past.length > 0 && (
          <>
            <h2>Before</h2>
            {past.map((one) => (
              <p>
                {one.headline}. From <When at={one.startedAt} /> to <When at={one.resolvedAt!} />.
              </p>
            ))}
          </>
        )}
      </main>
      <footer>
        <Mark class="foot-mark" /> As of <When at={updatedAt} />. Verified from several places by
        eSonar.
      </footer>
    </Document>
  )
}
