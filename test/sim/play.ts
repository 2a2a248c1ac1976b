// Plays one storm from its seed: sets the world up, lets everything happen at its time, and has it
// judged.
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import { actOn } from '../../workers/flow/act.ts'
import { incidentsOf } from '../../workers/flow/view.ts'
import { channelOf, configOf } from '../fakes/telling.ts'
import { windowsOf, withClan } from './clan.ts'
import { beginJobs, judgeJobs, withJobs } from './jobs.ts'
import { type Broken, judgeOf } from './judge.ts'
import { isRefused, judgeRefusals, moreChannels, refusalStorm } from './refusal.ts'
import { registrationCheck } from './registration.ts'
import { policiesOf, withRule } from './rule.ts'
import { type Hand, type Storm, stormOf, workspace } from './storm.ts'
import { type Found, judgeEnd, judgeOutages, lookIn } from './verdict.ts'
import { type Bend, configureWith, type World, worldOf } from './world.ts'

export interface Played extends Found {
  seed: number
  virtualMs: number
  probes: number
  falsePages: number
  lives: number
  broken: Broken | null
  hash: string
  transcript: string[]
}

/** Plays the storm of a seed; the same seed gives the same hash. */
export async function play(seed: number, minutes: number, bend?: Bend): Promise<Played> {
  const storm = isRefused(seed)
    ? refusalStorm(seed, minutes)
    : withJobs(withRegistration(withRule(withClan(stormOf(seed, minutes)))))
  let world: World | null = null
  const judge = judgeOf(storm, () => world!)
  const { ledger, transcript } = judge
  world = worldOf(storm, judge.witness, bend)
  begin(storm, world, judge)
  beginJobs(storm, world, judge)
  const stepMs = 5_000
  for (let at = stepMs; at <= storm.endMs && !ledger.broken; at += stepMs) {
    await world.loop.run(at, world.settled, () => ledger.broken !== null)
    if (!ledger.broken) lookIn(world, judge)
  }
  if (!ledger.broken) judgeEnd(storm, world, judge)
  if (!ledger.broken) judgeJobs(storm, judge)
  if (!ledger.broken) judgeRefusals(storm, judge)
  const found = ledger.broken ? { outages: 0, worstMs: 0, pages: 0 } : judgeOutages(storm, judge)
  return {
    ...found,
    seed,
    virtualMs: world.loop.time(),
    probes: ledger.probes,
    falsePages: ledger.falsePages,
    lives: ledger.lives,
    broken: ledger.broken,
    hash: transcript.digest(),
    transcript: transcript.last(4_000),
  }
}

function begin(storm: Storm, world: World, judge: ReturnType<typeof judgeOf>): void {
  let config = firstConfig(storm)
  world.loop.later(0, () => world.visit(configureWith(config)))
  for (const kill of storm.kills) world.loop.later(kill.at, () => world.kill(kill))
  for (const { at, ms } of storm.steps) world.loop.later(at, () => step(world, judge, ms))
  for (const hand of storm.hands) {
    world.loop.later(hand.at, () => {
      judge.say(`by hand: ${hand.act} ${hand.check}`)
      if (hand.act === 'acknowledge') return acknowledge(world, hand.check)
      config = changed(config, hand)
      push(world, config, () => {
        if (hand.act === 'remove') judge.ledger.removed.set(hand.check, world.loop.time())
        if (hand.act !== 'edit') judge.ledger.gone.set(hand.check, world.loop.time())
      })
    })
  }
  if (storm.hasCron) {
    const minute = () => {
      world.visit()
      world.loop.later(60_000, minute)
    }
    world.loop.later(60_000, minute)
  }
}

/** The hub tries until it gets through. */
function push(world: World, config: WorkspaceConfig, done: () => void): void {
  world.visit(configureWith(config))
  const held = world.memory()?.configs.get(workspace)
  if ((held?.version ?? 0) >= config.version) done()
  else world.loop.later(3_000, () => push(world, config, done))
}

function firstConfig(storm: Storm): WorkspaceConfig {
  const all = ['critical', 'warning', 'info'] as const
  const policies = policiesOf(storm)
  return configOf({
    version: 1,
    checks: storm.checks,
    maintenance: windowsOf(storm),
    ...(policies ? { policies } : {}),
    channels: [
      ...storm.channels.map((name) =>
        channelOf(name, {
          levels: name === 'ops' ? [...all] : ['critical'],
          ...(storm.clan && name === 'boss' ? { audience: 'person' } : {}),
        }),
      ),
      ...moreChannels(storm),
    ],
    pages: [
      {
        v: 1,
        id: `pag_${workspace}_main`,
        workspace,
        version: 1,
        slug: 'main',
        title: 'Acme',
        checks: null,
        isPublic: true,
      },
    ],
  })
}

function changed(config: WorkspaceConfig, { check, act }: Hand): WorkspaceConfig {
  const version = config.version + 1
  if (act === 'remove') {
    return { ...config, version, checks: config.checks.filter((one) => one.id !== check) }
  }
  const edit = act === 'pause' ? { paused: true } : { name: 'another name', tags: ['edited'] }
  const checks = config.checks.map((one) => (one.id === check ? { ...one, ...edit } : one))
  return { ...config, version, checks }
}

function acknowledge(world: World, check: string): void {
  world.visit((memory, ports) => {
    for (const { id } of incidentsOf(memory, workspace).filter((one) => one.check === check)) {
      actOn(memory, ports, workspace, id, { kind: 'acknowledged', by: 'ann' })
    }
  })
}

/** The wall clock is set: slots and the alarm follow it, the truth does not. */
function step(world: World, { ledger, say }: ReturnType<typeof judgeOf>, ms: number): void {
  say(`the clock steps by ${ms} ms`)
  world.step(ms)
  const at = world.loop.time()
  if (ms < 0) ledger.caughtUpAt = Math.max(ledger.caughtUpAt, at - ms)
  for (const one of ledger.asked.values()) {
    const backMs = ms < 0 ? 20_000 - ms : 0
    one.dueAt = at + one.check.intervalSeconds * 1000 + backMs
  }
}

/** Beside the checks of its own chance: a domain whose registry is asked. */
function withRegistration(storm: Storm): Storm {
  return { ...storm, checks: [...storm.checks, registrationCheck()] }
}
