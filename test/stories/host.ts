// Plays the story of an agent's host: lines of instant | what happens | what was told and decided since
// the line before, and what is open. The agent reports each minute what it finds, while it runs.
import type { Agent } from '../../workers/domain/agent.ts'
import type { Finding, FindingLevel, HostReport } from '../../workers/domain/host/report.ts'
import { configure } from '../../workers/flow/configure.ts'
import { hearGoodbye, hearReport } from '../../workers/flow/host.ts'
import { hostsIn } from '../../workers/flow/view.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from '../flow/shard.ts'
import { isDoneByHand, newsOf, playCourse } from './course.ts'

const agent = `agt_${workspace}_db1`
const minute = 60_000

/** The agent of the stories. */
export function agentOf(facts: Partial<Agent> = {}): Agent {
  return {
    v: 1,
    id: agent,
    workspace,
    version: 1,
    name: 'db1',
    network: 'rack 7',
    site: null,
    role: 'witness',
    createdAt: '2026-11-01T00:00:00.000Z',
    revokedAt: null,
    ...facts,
  }
}

interface Play {
  world: ShardWorld
  now: number
  findings: Map<string, Finding>
  /** It reports. */
  isRunning: boolean
  /** Our own door is open. */
  isOpen: boolean
  seq: number
  spool: string
  seen: Map<string, number>
}

/** The story as it came out: the text itself when it is right. */
export function playHostStory(text: string): Promise<string> {
  return playCourse(text, (now) => {
    const world = shardWorld(configOf({ checks: [], agents: [agentOf()] }))
    world.pass(now - world.ports.clock.now())
    const play: Play = {
      world,
      now,
      findings: new Map(),
      isRunning: true,
      isOpen: true,
      seq: 0,
      spool: 'first',
      seen: new Map(),
    }
    return {
      passUntil: (at) => passUntil(play, at),
      act: (deed) => act(play, deed),
      outcome: () => outcome(play),
    }
  })
}

async function passUntil(play: Play, at: number): Promise<void> {
  while (play.now < at) {
    const to = Math.min(at, play.now + minute)
    play.world.pass(to - play.now)
    play.now = to
    await report(play)
    if (play.isOpen) await play.world.wake()
  }
}

async function report(play: Play, at = play.now): Promise<void> {
  if (!play.isRunning || !play.isOpen) return
  play.seq += 1
  await send(play, play.seq, at)
}

async function send(play: Play, seq: number, at: number, lost = 0): Promise<void> {
  const { world, spool } = play
  const findings = [...play.findings.values()]
  const one: HostReport = { v: 1, seq, spool, at, findings, metrics: [], lost }
  if (!hearReport(world.memory, world.ports, workspace, agent, one)) throw new Error('not taken')
  await world.wake()
}

/** `/var critical`, `/var ok`, `/var gone`, and what befalls agent and door. */
async function act(play: Play, deed: string): Promise<void> {
  const { world } = play
  const [what = '', level = ''] = deed.split(' ')
  if (/^(ok|warning|critical|unknown|gone)$/.test(level)) {
    if (level === 'gone') play.findings.delete(what)
    else play.findings.set(what, findingOf(play, what, level as FindingLevel))
    return report(play)
  }
  if (deed === 'the agent stops') play.isRunning = false
  else if (deed === 'the agent says goodbye') {
    play.isRunning = false
    hearGoodbye(world.memory, world.ports, workspace, agent)
  } else if (deed === 'the agent runs') {
    play.isRunning = true
    return report(play)
  } else if (deed === 'a report that lost two comes twice') {
    play.seq += 1
    await send(play, play.seq, play.now, 2)
    await send(play, play.seq, play.now, 2)
  } else if (what === 'spooled') {
    // What was so two hours ago, and is not any more.
    const now = play.findings
    play.findings = new Map([[level, findingOf(play, level, 'critical')]])
    await report(play, play.now - 120 * minute)
    play.findings = now
    return
  } else if (deed === 'the spool is new') {
    play.spool = 'second'
    play.seq = 0
    return report(play)
  } else if (deed === 'our door closes') play.isOpen = false
  else if (deed === 'our door opens') {
    play.isOpen = true
    world.restart()
  } else if (deed === 'the agent is revoked') {
    const held = world.memory.configs.get(workspace)!
    const agents = [agentOf({ revokedAt: new Date(play.now).toISOString() })]
    configure(world.memory, world.ports, { ...held, agents, version: held.version + 1 })
    play.isRunning = false
  } else if (deed !== '' && !isDoneByHand(world, deed)) throw new Error(`cannot read "${deed}"`)
  if (play.isOpen) await world.wake()
}

function findingOf(play: Play, key: string, level: FindingLevel): Finding {
  const before = play.findings.get(key)
  const isSame = before?.level === level || level === 'unknown'
  const since = isSame && before ? before.since : play.now
  return { key, level, since, text: `${key} is ${level}` }
}

/** What was told and decided since last asked, then what is open. */
function outcome({ world, seen }: Play): string {
  const news = newsOf(world, seen, false)
  const [view] = hostsIn(world.memory, workspace)
  const open = Object.keys(view?.incidents ?? {})
  if (view?.silentSince) open.push('silence')
  if (view && view.lost > 0) news.push(`lost ${view.lost}`)
  return [...news, open.length === 0 ? 'well' : `open: ${open.join(' ')}`].join('; ')
}
