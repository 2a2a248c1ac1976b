// Between a window of maintenance and the texts of its form: a day and a time on the wall of its
// time zone, and how often it comes.
import { isTimeZone, nextCronAt } from '../../workers/domain/check/cron.ts'
import type { Maintenance } from '../../workers/domain/config.ts'
import { foreverMs, nextOccurrences } from '../../workers/domain/maintenance.ts'
import { Problem } from '../../workers/domain/problem.ts'
import type { MaintenanceInput } from '../../workers/flow/maintenance.ts'

export const rhythms = ['once', 'every day', 'every week', 'every month', 'by the cron expression']
const [once, daily, weekly, monthly, byCron] = rhythms as [string, string, string, string, string]
const hoursBack = 36

/** What the form says, as the flow takes it. */
export function windowOfTexts(
  texts: Record<string, string>,
  checks: string[],
): Required<MaintenanceInput> {
  const zone = texts.timeZone?.trim() || 'UTC'
  if (!isTimeZone(zone)) throw new Problem('invalid', 'give one like Europe/Berlin', 'timeZone')
  const from = wallOf(texts.startsAt, 'startsAt')
  const to = wallOf(texts.endsAt, 'endsAt')
  const tags = (texts.tags ?? '').split(',').map((one) => one.trim())
  const whom = {
    checks: checks.length > 0 ? checks : null,
    tags: tags.filter(Boolean),
  }
  const rhythm = texts.repeats ?? once
  const startsAt = instantIn(from, zone)
  if (rhythm === once) return { ...whom, startsAt, endsAt: instantIn(to, zone), repeat: null }
  const durationMinutes = Math.round((to - from) / 60_000)
  if (durationMinutes < 1) throw new Problem('invalid', 'must be after the start', 'endsAt')
  const cron = rhythm === byCron ? (texts.cron ?? '').trim() : cronOf(rhythm, from)
  const until = texts.until?.trim()
  const endsAt = until ? instantIn(wallOf(`${until}T23:59`, 'until'), zone) : null
  return { ...whom, startsAt, endsAt, repeat: { cron, timeZone: zone, durationMinutes } }
}

/** The texts of a stored window: on the wall of its zone, of the occurrence that is or comes. */
export function textsOfWindow(window: Maintenance, now: number): Record<string, string> {
  const { repeat, endsAt, tags } = window
  const zone = repeat?.timeZone ?? 'UTC'
  const shown = nextOccurrences(window, now, 1)[0] ?? window
  return {
    startsAt: wallText(shown.startsAt, zone),
    endsAt: wallText(shown.endsAt, zone),
    timeZone: zone,
    repeats: repeat ? byCron : once,
    cron: repeat?.cron ?? '',
    until: repeat && endsAt < foreverMs ? wallText(endsAt, zone).slice(0, 10) : '',
    tags: (tags ?? []).join(', '),
  }
}

/** A wall clock's day and time, as if it were UTC. */
function wallOf(text: string | undefined, field: string): number {
  const at = Date.parse(`${text ?? ''}Z`)
  if (Number.isNaN(at)) throw new Problem('invalid', 'must be a day and a time', field)
  return at
}

/** The instant at which the clocks of a zone say so. */
function instantIn(wall: number, zone: string): number {
  const day = new Date(wall)
  const [month, date] = [day.getUTCMonth() + 1, day.getUTCDate()]
  const cron = `${day.getUTCMinutes()} ${day.getUTCHours()} ${date} ${month} *`
  return nextCronAt(cron, zone, wall - hoursBack * 3_600_000) ?? wall
}

function cronOf(rhythm: string, wall: number): string {
  const day = new Date(wall)
  const time = `${day.getUTCMinutes()} ${day.getUTCHours()}`
  if (rhythm === weekly) return `${time} * * ${day.getUTCDay()}`
  if (rhythm === monthly) return `${time} ${day.getUTCDate()} * *`
  if (rhythm === daily) return `${time} * * *`
  throw new Problem('invalid', 'must be one of those offered', 'repeats')
}

/** `2026-11-24T22:00` on the wall of a zone, as the browser's own field wants it. */
export function wallText(at: number, timeZone: string): string {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat('sv-SE', options).format(at).replace(' ', 'T')
}
