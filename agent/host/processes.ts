// Processes that must run, and ports on which somebody must listen.
import { readdir, readFile } from 'node:fs/promises'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { Collector } from './collector.ts'

/** A restart takes a moment. */
const holdSeconds = 20

/** Looks at processes and ports. */
export function processes(): Collector {
  return async (settings) => {
    const readings: Reading[] = []
    if (settings.processes.length > 0) {
      const lines = await commandLines()
      for (const { name, match, min, max, level } of settings.processes) {
        const pattern = new RegExp(match)
        const count = lines.filter((one) => pattern.test(one)).length
        const isFew = count < min
        const isMany = max !== null && count > max
        const wanted = isFew ? `, at least ${min} wanted` : isMany ? `, at most ${max} wanted` : ''
        readings.push({
          key: `process:${name}`,
          level: isFew || isMany ? level : 'ok',
          text: `${name}: ${count} ${count === 1 ? 'process' : 'processes'}${wanted}`,
          holdSeconds,
          metrics: [{ name: `process.${name}.count`, value: count }],
        })
      }
    }
    if (settings.ports.length > 0) {
      const open = await listening()
      for (const { name, port, protocol, level } of settings.ports) {
        const isOpen = open.has(`${protocol} ${port}`)
        const what = name ? `${name} (${protocol} ${port})` : `${protocol} ${port}`
        readings.push({
          key: `port:${protocol}:${port}`,
          level: isOpen ? 'ok' : level,
          text: isOpen ? `somebody listens on ${what}` : `nobody listens on ${what}`,
          holdSeconds,
        })
      }
    }
    return readings
  }
}

/** Command lines of all processes but this one; a kernel thread has none. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const own = String(process.pid)
  const lines = await Promise.all(
    ids.map((id) => (id === own ? '' : readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''))),
  )
  return lines.map((one) => one.replaceAll('\0', ' ').trim()).filter((one) => one !== '')
}

async function listening(): Promise<Set<string>> {
  const files = ['tcp', 'tcp6', 'udp', 'udp6']
  const texts = await Promise.all(
    files.map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  )
  return new Set(
    files.flatMap((name, index) => {
      const protocol = name.slice(0, 3)
      return portsOf(texts[index]!, protocol).map((port) => `${protocol} ${port}`)
    }),
  )
}

/** Local ports of /proc/net/tcp in state 0A (listening), or of /proc/net/udp in state 07. */
export function portsOf(text: string, protocol: string): number[] {
  const wanted = protocol === 'tcp' ? '0A' : '07'
  return text.split('\n').flatMap((line) => {
    const [, local, , state] = line.trim().split(/\s+/)
    const port = local?.split(':')[1]
    return state === wanted && port ? [Number.parseInt(port, 16)] : []
  })
}
