// A short list of counts, most first, each with a bar of its share of the most frequent one.
import type { Count } from '../../workers/domain/ledger.ts'

const shownMax = 8

export function Counts({
  title,
  counts,
  label,
  href,
}: {
  title: string
  counts: Count[]
  label: (key: string) => string
  href?: ((key: string) => string) | undefined
}) {
  const most = Math.max(1, ...counts.map(({ n }) => n))
  const rest = counts.slice(shownMax).reduce((sum, { n }) => sum + n, 0)
  return (
    <section>
      <h2>{title}</h2>
      <ul class="counts">
        {counts.slice(0, shownMax).map(({ key, n }) => (
          <li>
            <span>{href ? <a href={href(key)}>{label(key)}</a> : label(key)}</span>
            <span class="number">{n}</span>
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(n / most) * 100} height="4" />
            </svg>
          </li>
        ))}
        {rest > 0 && (
          <li class="soft">
            <span>others</span>
            <span class="number">{rest}</span>
          </li>
        )}
      </ul>
    </section>
  )
}
