// Containers, by Docker's socket: those wanted that do not run, those that restart again and again,
// those that say themselves that they are unwell.
import { access } from 'node:fs/promises'
import { request } from 'node:http'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { type Collector, everySeconds, faultText, unknown, within } from './collector.ts'

/** Of `GET /containers/json?all=1`. */
export interface Container {
  Names: string[]
  State: string
  Status: string
}

const answerMs = 8_000
const answerMax = 5_000_000
const all = '/containers/json?all=1'
/** Podman does not say it in the list. */
const sick = `/containers/json?filters=${encodeURIComponent('{"health":["unhealthy"]}')}`
/** Those that began a moment ago are asked how often they were restarted: so many at most. */
const youngMax = 20
const isYoung = ({ Status }: Container) =>
  /^(Up|Exited \(\d+\)) (less than a second|\d+ seconds?)\b/i.test(Status)

/** What the list itself does not say. */
interface Beyond {
  unhealthy: ReadonlySet<string>
  /** Restarts since the last look. */
  restarts: ReadonlyMap<string, number>
}

const nameOf = ({ Names }: Container) => (Names[0] ?? '').replace(/^\//, '')

/** Looks at the containers, where there is a socket. */
export function containers(): Collector {
  let counts = new Map<string, number>()
  return everySeconds(30, async ({ containers: settings }) => {
    if (!settings.on) return []
    const isThere = await access(settings.socket).then(
      () => true,
      () => false,
    )
    if (!isThere) {
      const why = `${settings.socket} is not there`
      return settings.wanted.length > 0 ? [unknown('containers', why)] : []
    }
    try {
      const ask = async <T>(path: string) =>
        JSON.parse(await within(answerMs, get(settings.socket, path))) as T
      const found = await ask<Container[]>(all)
      const unwell = await ask<Container[]>(sick).catch(() => [])
      const before = counts
      counts = await restartsOf(found, ask)
      const restarts = [...counts].map(([name, count]): [string, number] => [
        name,
        count - (before.get(name) ?? count),
      ])
      const unhealthy = new Set(unwell.map(nameOf))
      return containerReadings(found, settings, { unhealthy, restarts: new Map(restarts) })
    } catch (fault) {
      return [unknown('containers', `Docker at ${settings.socket}: ${faultText(fault)}`)]
    }
  })
}

/** How often each of those that began a moment ago was restarted: Podman knows no "restarting". */
async function restartsOf(
  found: readonly Container[],
  ask: <T>(path: string) => Promise<T>,
): Promise<Map<string, number>> {
  const asked = found.filter(isYoung).slice(0, youngMax).map(nameOf)
  const counted = asked.map(async (name): Promise<[string, number][]> => {
    const path = `/containers/${encodeURIComponent(name)}/json`
    // Not known is not none: the next look would count all of its life as new.
    const one = await ask<{ RestartCount?: number }>(path).catch(() => null)
    return one?.RestartCount === undefined ? [] : [[name, one.RestartCount]]
  })
  return new Map((await Promise.all(counted)).flat())
}

/** The findings of a list of containers. */
export function containerReadings(
  found: readonly Container[],
  { wanted, ignore }: Pick<HostSettings['containers'], 'wanted' | 'ignore'>,
  { unhealthy, restarts }: Beyond = { unhealthy: new Set(), restarts: new Map() },
): Reading[] {
  const known = new Set<string>()
  const readings = found.flatMap((one): Reading[] => {
    const name = nameOf(one)
    known.add(name)
    if (ignore.includes(name)) return []
    const isWanted = wanted.includes(name)
    const key = `container:${name}`
    const text = `${name}: ${one.Status || one.State}`
    const times = restarts.get(name) ?? 0
    if (one.State === 'restarting' || times > 0) {
      const often = times > 0 ? `, restarts since the last look: ${times}` : ''
      return [{ key, level: 'critical', text: `${text}${often}`, holdSeconds: 60 }]
    }
    if (/\(unhealthy\)/.test(one.Status)) return [{ key, level: 'warning', text, holdSeconds: 60 }]
    if (unhealthy.has(name)) {
      return [{ key, level: 'warning', text: `${text} (unhealthy)`, holdSeconds: 60 }]
    }
    if (one.State === 'running') return [{ key, level: 'ok', text }]
    // One that is over is no news, unless it must run.
    return isWanted ? [{ key, level: 'critical', text, holdSeconds: 30 }] : []
  })
  const missing = wanted.filter((name) => !known.has(name))
  return [
    ...readings,
    ...missing.map(
      (name): Reading => ({
        key: `container:${name}`,
        level: 'critical',
        text: `${name}: there is no such container`,
        holdSeconds: 30,
      }),
    ),
  ]
}

function get(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers: { host: 'docker' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        if (text.length > answerMax) asked.destroy(new Error('the answer is too long'))
      })
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(text)
          : reject(new Error(`it answers ${answer.statusCode}`)),
      )
    })
    asked.setTimeout(answerMs, () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end()
  })
}
