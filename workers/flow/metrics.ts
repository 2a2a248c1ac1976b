// Figures of a workspace for Prometheus: what its shard knows now, and uptime from the record.
import type { Check } from '../domain/check/index.ts'
import { incidentKinds } from '../domain/incident.ts'
import type { Metric } from '../domain/prometheus.ts'
import { healths } from '../domain/verdict/state.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { CheckView } from '../shard-door.ts'
import { allow } from './change.ts'
import { allChecks } from './checks.ts'
import { spansOf, troubleOf, uptimeIn } from './uptime.ts'

const dayMs = 86_400_000
const windows = [
  ['1d', dayMs],
  ['30d', 30 * dayMs],
] as const

interface Seen {
  check: Check
  /** Null: the shard does not know it yet. */
  view: CheckView | null
  labels: { check: string; name: string }
}

/** All figures, in the order they are written. */
export async function metricsOf(hub: HubPorts, actor: Actor): Promise<Metric[]> {
  allow(actor, 'read', 'check')
  allow(actor, 'read', 'incident')
  const now = hub.now()
  const door = await hub.shard(actor.workspace)
  const [checks, views, incidents, trouble] = await Promise.all([
    allChecks(hub, actor),
    door.views(actor.workspace),
    door.incidents(actor.workspace),
    troubleOf(hub, actor.workspace, null, now - 30 * dayMs, now),
  ])
  const known = new Map(views.map((one) => [one.check, one]))
  const seen = checks.map((check) => ({
    check,
    view: known.get(check.id) ?? null,
    labels: { check: check.id, name: check.name },
  }))
  const open = incidents.filter((one) => one.resolvedAt === null)
  return [
    ...healthMetrics(seen),
    latencies(seen),
    {
      name: 'esonar_check_uptime_ratio',
      help: 'Share of the known time that was not verified down, by the window that ends now.',
      samples: seen.flatMap(({ check, labels }) => {
        const spans = spansOf(trouble, check)
        return windows.flatMap(([window, ms]) => {
          const { share } = uptimeIn(check, spans, now - ms, now)
          return share === null ? [] : [{ labels: { ...labels, window }, value: share }]
        })
      }),
    },
    {
      name: 'esonar_certificate_expiry_days',
      help: 'Days until the certificate that was read last ends; below 0 it has.',
      samples: seen.flatMap(({ view, labels }) => {
        const end = view?.certificate ? Date.parse(view.certificate.facts.validTo) : Number.NaN
        return Number.isNaN(end) ? [] : [{ labels, value: rounded((end - now) / dayMs) }]
      }),
    },
    {
      name: 'esonar_incidents_open',
      help: 'Open incidents by kind.',
      samples: incidentKinds.map((kind) => ({
        labels: { kind },
        value: open.filter((one) => one.kind === kind).length,
      })),
    },
  ]
}

function healthMetrics(seen: readonly Seen[]): Metric[] {
  return [
    {
      name: 'esonar_check_info',
      help: 'A check with its type; always 1.',
      samples: seen.map(({ check, labels }) => ({
        labels: { ...labels, type: check.type, tags: check.tags.join(',') },
        value: 1,
      })),
    },
    {
      name: 'esonar_check_health',
      help: 'Health of a check: 1 for the one it has, 0 for the others.',
      samples: seen.flatMap(({ view, labels }) =>
        healths.map((health) => ({
          labels: { ...labels, health },
          value: Number((view?.health ?? 'unknown') === health),
        })),
      ),
    },
    {
      name: 'esonar_check_paused',
      help: 'Whether a check is paused.',
      samples: seen.map(({ check, labels }) => ({ labels, value: Number(check.paused) })),
    },
  ]
}

function latencies(seen: readonly Seen[]): Metric {
  return {
    name: 'esonar_check_latency_seconds',
    help: 'How long the last answer took, by location; of answers only.',
    samples: seen.flatMap(({ view, labels }) =>
      Object.entries(view?.latest ?? {})
        .filter(([, { kind }]) => kind === 'pass' || kind === 'slow')
        .map(([location, { ms }]) => ({ labels: { ...labels, location }, value: ms / 1000 })),
    ),
  }
}

const rounded = (days: number) => Math.round(days * 100) / 100
