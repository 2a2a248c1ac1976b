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

/** Looks at the containers, where there is a socket. */
export function containers(): Collector {
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
      const text = await within(answerMs, get(settings.socket, '/containers/json?all=1'))
      return containerReadings(JSON.parse(text) as Container[], settings)
    } catch (fault) {
      return [unknown('containers', `Docker at ${settings.socket}: ${faultText(fault)}`)]
    }
  })
}

/** The findings of a list of containers. */
export function containerReadings(
  all: readonly Container[],
  { wanted, ignore }: Pick<HostSettings['containers'], 'wanted' | 'ignore'>,
): Reading[] {
  const known = new Set<string>()
  const readings = all.flatMap((one): Reading[] => {
    const name = (one.Names[0] ?? '').replace(/^\//, '')
    known.add(name)
    if (ignore.includes(name)) return []
    const isWanted = wanted.includes(name)
    const key = `container:${name}`
    const text = `${name}: ${one.Status || one.State}`
    if (one.State === 'restarting') return [{ key, level: 'critical', text, holdSeconds: 60 }]
    if (/\(unhealthy\)/.test(one.Status)) return [{ key, level: 'warning', text, holdSeconds: 60 }]
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
