// Monitoring plugins as they are, and any command: judged by exit code, in their own words.
import { pluginAnswer } from '../../workers/domain/host/plugin.ts'
import { cut, type Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { type Collector, unknown } from './collector.ts'
import { run } from './program.ts'

/** At once; more wait for their turn. */
const atOnceMax = 4

type Plan = { everySeconds: number; name: string }

/** Runs the plugins named, each at its own pace. */
export function plugins(): Collector {
  const paced = new Paced<HostSettings['plugins'][number]>(async (one) => {
    const { name, command, timeoutSeconds } = one
    const key = `plugin:${name}`
    const ran = await run(command, timeoutSeconds * 1_000)
    if (ran.isMissing) return unknown(key, `${name}: ${command[0]} cannot be started`)
    if (ran.isLate) return unknown(key, `${name} was not over within ${timeoutSeconds} s`)
    const { level, text, metrics } = pluginAnswer(name, ran.exitCode, ran.output || ran.errors)
    return { key, level, text: cut(`${name}: ${text}`), metrics }
  })
  return (settings, now) => paced.look(settings.plugins, now)
}

/** Runs the commands named: 0 and the output wanted is well. */
export function commands(): Collector {
  const paced = new Paced<HostSettings['commands'][number]>(async (one) => {
    const { name, command, expect, timeoutSeconds, level } = one
    const key = `command:${name}`
    const ran = await run(command, timeoutSeconds * 1_000)
    if (ran.isMissing) return unknown(key, `${name}: ${command[0]} cannot be started`)
    const said = (ran.output || ran.errors).split('\n')[0]?.trim() ?? ''
    const tail = said === '' ? '' : `: ${said}`
    if (ran.isLate) return { key, level, text: `${name} was not over within ${timeoutSeconds} s` }
    if (ran.exitCode !== 0) {
      return { key, level, text: cut(`${name} ended with ${ran.exitCode ?? 'a signal'}${tail}`) }
    }
    const isMet = expect === null || new RegExp(expect).test(ran.output)
    return isMet
      ? { key, level: 'ok', text: cut(`${name} is well${tail}`) }
      : { key, level, text: cut(`${name} did not say "${expect}"${tail}`) }
  })
  return (settings, now) => paced.look(settings.commands, now)
}

/** Things that are each done at their own pace, few at once; between, the last answer stands. */
class Paced<T extends Plan> {
  private readonly last = new Map<string, { at: number; reading: Reading }>()
  private readonly work: (one: T) => Promise<Reading>

  constructor(work: (one: T) => Promise<Reading>) {
    this.work = work
  }

  async look(plans: readonly T[], now: number): Promise<Reading[]> {
    const due = plans.filter(({ name, everySeconds }) => {
      const at = this.last.get(name)?.at
      return at === undefined || now < at || now - at >= everySeconds * 1_000
    })
    const waiting = [...due]
    const worker = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        this.last.set(one.name, { at: now, reading: await this.work(one) })
      }
    }
    await Promise.all(Array.from({ length: atOnceMax }, worker))
    return plans.flatMap(({ name }) => this.last.get(name)?.reading ?? [])
  }
}
