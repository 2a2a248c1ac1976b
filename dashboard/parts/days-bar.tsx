// Ninety days as a bar, a tick a day: the plain ones are drawn by the stylesheet, the marked ones
// here, taller the worse they were, so that the shape tells what the colour does. It is written as
// text: figures and words of our own, a thousand times on a page.
import { raw } from 'hono/html'
import type { DaysShown, MarkedDay } from '../../workers/domain/days.ts'
import { duration, utc } from '../../workers/domain/words/index.ts'

type Kind = 'down' | 'unknown' | 'regional' | 'slow' | 'maintenance'
const tops: Record<Kind, number> = { down: 0, regional: 2, slow: 2, unknown: 4, maintenance: 4 }
const height = 10
const dayMs = 86_400_000

export function DaysBar({ days }: { days: DaysShown | null }) {
  if (!days) return <span class="days none" title="The history cannot be read right now." />
  const byKind = Map.groupBy(days.marked, kindOf)
  const label = wordsOf(days)
  const unborn =
    days.unborn > 0
      ? `<rect class="unborn" width="${days.unborn}" height="${height}"/>` +
        `<rect class="ground" y="${height - 0.6}" width="${days.unborn}" height="0.6"/>`
      : ''
  const marks = [...byKind].map(([kind, marked]) => {
    if (!kind) return ''
    const d = marked.map(({ index }) => `M${index + 0.4} ${tops[kind]}V${height}`).join('')
    return `<path class="${kind}" d="${d}"/>`
  })
  const box = `viewBox="0 0 ${days.count} ${height}" preserveAspectRatio="none"`
  return raw(
    `<svg class="days" ${box} role="img" aria-label="${label}"><title>${label}</title>${unborn}${marks.join('')}</svg>`,
  )
}

/** The worst of a day; null: nothing that lasted. */
function kindOf({ uptime }: MarkedDay): Kind | null {
  if (uptime.downSeconds > 0) return 'down'
  if (uptime.regionalSeconds > 0) return 'regional'
  if (uptime.slowSeconds > 0) return 'slow'
  if (uptime.unknownSeconds > 0) return 'unknown'
  return uptime.maintenanceSeconds > 0 ? 'maintenance' : null
}

function wordsOf({ from, count, unborn, marked }: DaysShown): string {
  const down = marked.filter(({ uptime }) => uptime.downSeconds > 0)
  const seconds = down.reduce((sum, { uptime }) => sum + uptime.downSeconds, 0)
  const lived = count - unborn === 1 ? '1 day' : `${count - unborn} days`
  const days = down.length === 1 ? '1 of them' : `${down.length} of them`
  if (down.length === 0) return `${lived}: never down`
  const last = utc(from + down.at(-1)!.index * dayMs).slice(0, 10)
  return `${lived}: down ${duration(Math.round(seconds))} on ${days}, last on ${last}`
}
