// Units of systemd that have failed, and whether the machine wants to be restarted.
import { access, readFile } from 'node:fs/promises'
import { release } from 'node:os'
import type { Reading } from '../../workers/domain/host/reading.ts'
import { type Collector, unknown } from './collector.ts'
import { run } from './program.ts'

const namedMax = 6

/** Looks at failed units. */
export function units(): Collector {
  return async ({ units: settings }) => {
    if (!settings.on) return []
    const ran = await run(
      ['systemctl', 'list-units', '--state=failed', '--no-legend', '--plain', '--no-pager'],
      10_000,
    )
    // No systemd here is nothing to look at.
    const isAbsent = await access('/run/systemd/system').then(
      () => false,
      () => true,
    )
    if (isAbsent) return []
    if (ran.exitCode !== 0) return [unknown('units', 'systemd does not answer')]
    return [unitsReading(ran.output, settings.ignore)]
  }
}

/** What `systemctl list-units --state=failed` says. */
export function unitsReading(output: string, ignore: readonly string[]): Reading {
  const names = output
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name.includes('.') && !ignore.includes(name))
  if (names.length === 0) return { key: 'units', level: 'ok', text: 'no unit has failed' }
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : ''
  const text = `failed: ${names.slice(0, namedMax).join(', ')}${more}`
  return { key: 'units', level: 'warning', text, holdSeconds: 60 }
}

/** Looks whether a restart is wanted: by the distribution's own mark, or a newer kernel at hand. */
export function reboot(): Collector {
  return async ({ reboot: settings }) => {
    if (!settings.on) return []
    const mark = await readFile('/var/run/reboot-required', 'utf8').catch(() => null)
    if (mark === null) return [{ key: 'reboot', level: 'ok', text: 'no restart is asked for' }]
    const packages = await readFile('/var/run/reboot-required.pkgs', 'utf8').catch(() => '')
    const names = [...new Set(packages.split('\n').filter((one) => one !== ''))]
    const why = names.length === 0 ? '' : `, for ${names.slice(0, namedMax).join(', ')}`
    const text = `a restart is asked for${why}; it runs kernel ${release()}`
    return [{ key: 'reboot', level: 'warning', text }]
  }
}
