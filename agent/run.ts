// `esonar-agent run`: a link to every master, and a look at this host every ten seconds, reported
// every minute and at once when a finding changes.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Finding } from '../workers/domain/host/report.ts'
import { readHostSettings } from '../workers/domain/host/settings.ts'
import { steady } from '../workers/probe/steady.ts'
import { readOwn, type StateFolder } from './folder.ts'
import { openHost } from './host/index.ts'
import { Link } from './link.ts'
import { proberSettings, startProber } from './probe/index.ts'
import { openSpool, type Spool } from './spool.ts'
import { stopwatch } from './stopwatch.ts'
import { capabilities, program } from './version.ts'

const lookEveryMs = 10_000
const reportEveryMs = 60_000
const statusEveryMs = 5_000
/** The first report waits so long for a master's time. */
const timeWaitMs = 5_000

interface Owed {
  spool: Spool
  link: Link
  reports: boolean
}

/** Runs until it is told to stop. Null: it runs; else why it cannot. */
export async function run(
  folder: StateFolder,
  say: (line: string) => void,
): Promise<string | null> {
  const masters = folder.masters().filter((one) => !one.revoked)
  if (masters.length === 0) return nobodyTo(folder)
  const settings = hostSettingsIn(folder)
  if (typeof settings === 'string') return settings
  const prober = await startProber(proberSettings(process.env))
  const can = await capabilities()
  const owed: Owed[] = masters.map((master) => {
    const spool = openSpool(folder.spoolOf(master))
    const revoked = () => {
      try {
        folder.put({ ...master, revoked: true })
      } catch (fault) {
        say(`${folder.path} cannot be written: ${(fault as Error).message}`)
      }
      say(`${master.url}: this agent was revoked there; nothing is sent to it any more`)
      if (owed.every(({ link }) => link.status().state === 'revoked')) void stop(3)
    }
    const link = new Link({ master, spool, prober, program, capabilities: can, say, revoked })
    return { spool, link, reports: master.reports ?? true }
  })
  const tell = () =>
    folder.say({ v: 1, pid: process.pid, masters: owed.map((one) => one.link.status()) })
  tell()
  const status = setInterval(tell, statusEveryMs)
  const host = openHost(() => aheadOfMasters(owed))
  const looking = look(host, settings, owed, say)
  let isStopping = false
  async function stop(code: number): Promise<void> {
    if (isStopping) return
    isStopping = true
    clearInterval(status)
    looking.stop()
    await Promise.all(owed.map(({ link }) => link.stop()))
    await host.close()
    await prober.stop()
    tell()
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0))
  say(`eSonar agent ${program} runs for ${masters.map((one) => one.url).join(', ')}`)
  return null
}

/** Why there is no master to run for. */
function nobodyTo(folder: StateFolder): string {
  const ended = folder.masters().map((one) => one.url)
  if (ended.length === 0)
    return 'No master has been joined; esonar-agent join URL TOKEN comes first.'
  const by = [...new Set(ended)].join(', ')
  return `This agent was revoked at ${by}; to be one again, esonar-agent join URL TOKEN with a new token.`
}

type HostSettings = NonNullable<ReturnType<typeof readHostSettings>['settings']>

/** What of this host is looked at: `host.json` in the folder, or what is usual. */
function hostSettingsIn(folder: StateFolder): HostSettings | string {
  const file = join(folder.path, 'host.json')
  const { settings, faults } = readHostSettings(readOwn(file) ?? {})
  if (settings) return settings
  const first = faults[0]
  return `${file}: ${first?.field}: ${first?.problem}`
}

function look(
  host: ReturnType<typeof openHost>,
  settings: HostSettings,
  owed: Owed[],
  say: (line: string) => void,
) {
  let sinceReport: (() => number) | null = null
  let said = ''
  let isUnderWay = false
  const once = async () => {
    if (isUnderWay) return
    isUnderWay = true
    try {
      // Whatever the clock of this machine is set to meanwhile, what was found goes on from where it was.
      const at = steady()
      const { findings, metrics } = await host.lookAt(settings, Date.now(), at)
      const levels = levelsOf(findings)
      if (levels === said && sinceReport && sinceReport() < reportEveryMs) return
      said = levels
      if (!sinceReport) await timesHeard(owed)
      sinceReport = stopwatch()
      for (const { spool, link, reports } of owed) {
        if (!reports || link.status().state === 'revoked') continue
        const skewMs = link.skewMs()
        const own = findings.map((one) => ({ ...one, since: one.since + skewMs }))
        spool.put({ at: at + skewMs, findings: own, metrics })
        link.push()
      }
      noteTrouble()
    } finally {
      isUnderWay = false
    }
  }
  let trouble: string | null = null
  const noteTrouble = () => {
    const now = owed.map(({ spool }) => spool.state().trouble).find((one) => one !== null) ?? null
    if (now !== null && trouble === null)
      say(`reports are held in memory, the spool cannot be written: ${now}`)
    trouble = now
  }
  const guarded = () => void once().catch((fault: unknown) => console.error('look', fault))
  guarded()
  const timer = setInterval(guarded, lookEveryMs)
  return { stop: () => clearInterval(timer) }
}

/** A report made before its master's time was heard would carry this machine's. */
async function timesHeard(owed: Owed[]): Promise<void> {
  const took = stopwatch()
  const isWaiting = () => owed.some(({ link }) => link.aheadMs() === null)
  while (isWaiting() && took() < timeWaitMs) await sleep(timeWaitMs / 50)
}

/** How far this machine's clock is ahead by the masters it is linked to, the middle of them. What one that is
 *  away said may be older than a sleep of this machine. */
function aheadOfMasters(owed: Owed[]): number | null {
  const linked = owed.filter(({ link }) => link.status().state.startsWith('connected'))
  const all = linked.flatMap(({ link }) => link.aheadMs() ?? []).toSorted((a, b) => a - b)
  return all[Math.floor(all.length / 2)] ?? null
}

function levelsOf(findings: Finding[]): string {
  return findings
    .map(({ key, level }) => `${key} ${level}`)
    .toSorted()
    .join('\n')
}
