// Looks at this host as the agent does, on a clock that runs ahead, and waits for what must be found.
import { openHost } from '../../agent/host/index.ts'
import type { Finding, FindingLevel } from '../../workers/domain/host/report.ts'
import { hostFields } from '../../workers/domain/host/settings.ts'
import { sleep } from './program.ts'

/** Each look is so long after the last, by the clock that is given. */
const stepMs = 10_000
const looksMax = 40

let passed = 0
let failed = 0

export const counts = () => ({ passed, failed })

/** Nothing is watched but what is named. */
export function settingsOf(named: object) {
  const off = { on: false }
  const kinds = ['fileSystems', 'memory', 'swap', 'load', 'cpu', 'pressure', 'disks', 'network']
  const more = ['clock', 'units', 'reboot', 'containers']
  const quiet = Object.fromEntries([...kinds, ...more].map((kind) => [kind, off]))
  return hostFields.parse({ ...quiet, ...named })
}

export class Watch {
  private readonly host = openHost()
  private readonly settings: ReturnType<typeof settingsOf>
  private now = Date.now()
  private last: Finding[] = []

  constructor(named: object) {
    this.settings = settingsOf(named)
  }

  async look(): Promise<Finding[]> {
    this.now += stepMs
    const { findings } = await this.host.lookAt(this.settings, this.now)
    this.last = findings
    return findings
  }

  /** Waits until a finding is at the level, with words that match. */
  async sees(what: string, key: string, level: FindingLevel, words?: RegExp): Promise<void> {
    const begun = performance.now()
    for (let looks = 0; looks < looksMax; looks += 1) {
      const found = (await this.look()).find((one) => one.key === key)
      if (found?.level === level && (words?.test(found.text) ?? true)) {
        passed += 1
        const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
        console.log(`ok   ${what}, after ${seconds} s: ${found.text}`)
        return
      }
      await sleep(400)
    }
    failed += 1
    console.log(`FAIL ${what}: wanted ${key} ${level} ${words ?? ''}; found`)
    for (const one of this.last) console.log(`     ${one.key} ${one.level}: ${one.text}`)
  }

  close(): Promise<void> {
    return this.host.close()
  }
}
