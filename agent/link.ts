// The link to one master: held as long as the key works, begun again with growing patience, over a
// WebSocket or by polling. What another master does is nothing to this one.
import type { AgentFrame, MasterFrame } from '../workers/domain/agent-link.ts'
import { steady } from '../workers/probe/steady.ts'
import type { Master } from './folder.ts'
import type { Prober } from './probe/index.ts'
import { byPolling, bySocket, type Ended, type Road, type RoadSettings } from './road.ts'
import { makeSkew } from './skew.ts'
import type { Spool } from './spool.ts'
import { stopwatch } from './stopwatch.ts'

export interface LinkFacts {
  master: Master
  spool: Spool
  prober: Pick<Prober, 'measure'>
  program: string
  capabilities: string[]
  /** A line for the log. */
  say(line: string): void
  /** The master ended the key. */
  revoked(): void
}

export type LinkState = 'connected' | 'connected, by polling' | 'away' | 'revoked' | 'stopped'

export interface LinkStatus {
  /** Of the agent there. */
  id: string
  url: string
  name: string
  state: LinkState
  since: string
  /** Of the master; null: not heard yet. */
  version: string | null
  /** To be added to this machine's clock. */
  skewMs: number
  waiting: number
  lost: number
}

const firstWaitMs = 1_000
const waitMsMax = 60_000
/** A link that held so long was a good one: patience begins anew. */
const goodMs = 30_000
/** So often a socket that never opens is tried before polling. */
const blockedMax = 2
/** How long polling goes on before a socket is tried again: at first, and at most. A master that was
 *  away for a moment looks like a proxy that lets no socket through. */
const pollingMs = { least: 30_000, most: 600_000 }
const timeEveryMs = 300_000
/** More than this between two looks was no slow correction. */
const steppedMsMax = 1_000
/** Without an acknowledgement for so long a report is sent again. */
const againMs = 10_000
const goodbyeMs = 1_000

export class Link {
  private readonly facts: LinkFacts
  private readonly skew = makeSkew()
  private readonly stopping = new AbortController()
  private readonly work: Promise<void>
  /** Asks whose answers nobody waits for any more. */
  private readonly idle = new Set<string>()
  private road: Road | null = null
  private state: LinkState = 'away'
  private since = Date.now()
  private version: string | null = null
  /** How long an acknowledgement has been awaited. */
  private awaiting: (() => number) | null = null
  private helloAt = steady()
  private wallMs = wallMs()
  private trouble = ''

  /** Begins; it goes on until `stop`, or until the master ends the key. */
  constructor(facts: LinkFacts) {
    this.facts = facts
    const clock = setInterval(() => this.askTime(), timeEveryMs)
    const pump = setInterval(() => {
      this.push()
      this.noteStep()
    }, againMs)
    this.work = this.keep().finally(() => {
      clearInterval(clock)
      clearInterval(pump)
    })
  }

  status(): LinkStatus {
    const { master, spool } = this.facts
    const { waiting, lost } = spool.state()
    return {
      id: master.id,
      url: master.url,
      name: master.name,
      state: this.state,
      since: new Date(this.since).toISOString(),
      version: this.version,
      skewMs: -(this.aheadMs() ?? 0),
      waiting,
      lost,
    }
  }

  /** To be added to the steady clock for the master's time. */
  skewMs(): number {
    return this.skew.ms()
  }

  /** How far this machine's clock is ahead of the master's; null: that was not heard yet. */
  aheadMs(): number | null {
    return this.skew.isKnown() ? wallMs() - this.skew.ms() : null
  }

  /** Sends the oldest report that waits; the next one when this one was taken. */
  push(): void {
    if (!this.road || !this.state.startsWith('connected')) return
    if (this.awaiting !== null && this.awaiting() < againMs) return
    const [report] = this.facts.spool.oldest(1)
    this.awaiting = report ? stopwatch() : null
    if (report) this.road.send({ kind: 'report', report })
  }

  /** Says goodbye, so that the silence is no news, and ends. */
  async stop(): Promise<void> {
    if (this.road && this.state !== 'revoked') {
      this.road.send({ kind: 'goodbye' })
      await sleep(goodbyeMs / 4)
    }
    this.stopping.abort()
    await Promise.race([this.work, sleep(goodbyeMs)])
    this.become('stopped')
  }

  /** One road after the other until it is told to stop, or the key works no more. */
  private async keep(): Promise<void> {
    const { signal } = this.stopping
    let waitMs = firstWaitMs
    let blocked = 0
    let pollMs = pollingMs.least
    while (!signal.aborted) {
      const held = stopwatch()
      const isPoll = blocked >= blockedMax
      const how = isPoll
        ? await byPolling(this.settings('connected, by polling'), pollMs)
        : await bySocket(this.settings('connected'))
      if (isPoll) pollMs = Math.min(pollMs * 2, pollingMs.most)
      else if (how !== 'blocked') pollMs = pollingMs.least
      this.ended(how)
      if (how === 'revoked') return
      if (held() > goodMs) waitMs = firstWaitMs
      if (how === 'replaced') waitMs = waitMsMax
      blocked = how === 'blocked' && !isPoll ? blocked + 1 : 0
      // Spread, so that a thousand agents do not come back in one second.
      await sleep(waitMs * (0.5 + Math.random()), signal)
      waitMs = Math.min(waitMs * 2, waitMsMax)
    }
  }

  private settings(how: LinkState): RoadSettings {
    const { master, program, capabilities } = this.facts
    return {
      url: master.url,
      key: master.key,
      ca: master.ca,
      program,
      signal: this.stopping.signal,
      opened: (road) => {
        this.road = road
        this.awaiting = null
        this.helloAt = steady()
        road.send({ kind: 'hello', v: 1, program, capabilities })
      },
      heard: (frame) => this.hear(frame, how),
      troubled: (why) => this.troubled(why),
    }
  }

  /** The same trouble is said once. */
  private troubled(why: string): void {
    if (why === this.trouble || this.stopping.signal.aborted) return
    this.trouble = why
    this.facts.say(`${this.facts.master.url}: not reached: ${why}`)
  }

  private ended(how: Ended): void {
    const { master, say, revoked } = this.facts
    this.road = null
    if (how === 'replaced') say(`${master.url}: another program came with the same key`)
    if (how === 'revoked') {
      this.become('revoked')
      revoked()
    } else if (!this.stopping.signal.aborted) this.become('away')
  }

  private become(next: LinkState): void {
    if (next === this.state) return
    this.state = next
    this.since = Date.now()
    this.facts.say(`${this.facts.master.url}: ${next}`)
  }

  private hear(frame: MasterFrame, how: LinkState): void {
    switch (frame.kind) {
      case 'welcome':
        this.greeted(frame, how)
        break
      case 'time':
        this.skew.heard(frame.sent, frame.now, steady())
        break
      case 'ask':
        this.measure(frame)
        break
      case 'stop':
        this.idle.add(frame.ask)
        break
      case 'ack':
        if (frame.spool === this.facts.spool.name) this.facts.spool.acknowledge(frame.seq)
        this.awaiting = null
        this.push()
    }
  }

  private greeted(welcome: Extract<MasterFrame, { kind: 'welcome' }>, how: LinkState): void {
    const { master, program, say } = this.facts
    const { version, now } = welcome
    // What is asked and reported at once has the master's time, too.
    this.skew.heard(this.helloAt, now, steady())
    this.become(how)
    this.trouble = ''
    if (version !== this.version && isNewer(version, program)) {
      const advice = `this agent is ${program}; upgrade it when it suits you`
      say(`${master.url}: has version ${version}, ${advice}`)
    }
    this.version = version
    this.askTime()
    this.push()
  }

  /** This machine's clock was set, or it slept; a master on the same machine went with it. */
  private noteStep(): void {
    const steppedMs = Math.abs(wallMs() - this.wallMs)
    this.wallMs = wallMs()
    if (steppedMs > steppedMsMax) this.askTime()
  }

  private askTime(): void {
    this.road?.send({ kind: 'time', sent: steady() })
  }

  private measure({ ask, batch }: Extract<MasterFrame, { kind: 'ask' }>): void {
    const tell = (frame: AgentFrame) => {
      if (!this.idle.has(ask)) this.road?.send(frame)
    }
    const skewMs = this.skew.ms()
    void this.facts.prober
      .measure(
        batch,
        (event) => tell({ kind: 'event', ask, event }),
        () => steady() + skewMs,
      )
      .catch((fault: unknown) => this.facts.say(`a probe broke: ${String(fault)}`))
      .then(() => tell({ kind: 'over', ask }))
      .finally(() => this.idle.delete(ask))
  }
}

/** How far this machine's clock is ahead of the steady one. */
const wallMs = () => Date.now() - steady()

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Whether a version is later than another, number by number. */
export function isNewer(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const [a, b] = [numbers(version), numbers(than)]
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    if ((a[at] ?? 0) !== (b[at] ?? 0)) return (a[at] ?? 0) > (b[at] ?? 0)
  }
  return false
}
