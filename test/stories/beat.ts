// Plays a heartbeat's story: lines of instant | what happens | what was told since the line before,
// and the health. Gives the story back with the right side as it came out.
import type { PingAct } from '../../workers/domain/ping.ts'
import { configure } from '../../workers/flow/configure.ts'
import { hearPing } from '../../workers/flow/hear.ts'
import { viewOf } from '../../workers/flow/view.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { type ShardWorld, shardWorld } from '../flow/shard.ts'
import { instantOf, isDoneByHand, newsOf, playCourse } from './course.ts'

interface Play {
  world: ShardWorld
  id: string
  now: number
  /** How the shard is woken: by its alarm, by cron alone, or not at all. */
  woken: 'alarm' | 'cron' | 'never'
  seen: Map<string, number>
}

/** The story as it came out: the text itself when it is right. */
export function playBeatStory(text: string): Promise<string> {
  return playCourse(text, (now) => {
    const check = heartbeatOf(settingsOf(text.split('\n')[1] ?? ''))
    const world = shardWorld(configOf({ checks: [check] }))
    world.pass(now - world.ports.clock.now())
    const play: Play = { world, id: check.id, now, woken: 'alarm', seen: new Map() }
    return {
      passUntil: (at) => passUntil(play, at),
      act: (deed) => act(play, deed),
      outcome: () => outcome(play),
    }
  })
}

/** `every 1 h, grace 5 min` or `cron 0 3 * * * Europe/Berlin, grace 5 min, run 2 h`. */
function settingsOf(row: string): Parameters<typeof heartbeatOf>[0] {
  const settings: Parameters<typeof heartbeatOf>[0] = {}
  for (const part of row.split(', ')) {
    const [word = '', ...rest] = part.split(' ')
    if (word === 'every') settings.periodSeconds = seconds(rest.join(' '))
    else if (word === 'grace') settings.graceSeconds = seconds(rest.join(' '))
    else if (word === 'run') settings.maxRunSeconds = seconds(rest.join(' '))
    else if (word === 'cron') {
      settings.cron = rest.slice(0, 5).join(' ')
      settings.timeZone = rest[5] ?? 'UTC'
    } else throw new Error(`cannot read "${part}"`)
  }
  return settings
}

function seconds(text: string): number {
  const [n = '', unit = ''] = text.split(' ')
  return Number(n) * { s: 1, min: 60, h: 3600, d: 86_400 }[unit as 's']!
}

/** Far from the next line the shard is woken less often, but never so late that it was away. */
const longMs = 15 * 60_000
const strideMs = 90_000

async function passUntil(play: Play, at: number): Promise<void> {
  const { world } = play
  while (play.now < at) {
    const alarm = world.alarm() ?? at
    const isLong = at - play.now > longMs
    const next = {
      alarm: isLong ? play.now + strideMs : alarm,
      cron: play.now + 60_000,
      never: at,
    }[play.woken]
    const to = Math.min(at, Math.max(play.now + 1, next))
    world.pass(to - play.now)
    play.now = to
    if (play.woken !== 'never') await world.wake()
  }
}

async function act(play: Play, deed: string): Promise<void> {
  const { world, id } = play
  const ping =
    /^(success|start|fail|log)(?: of ([0-9a-f]))?(?: with exit code (\d+))?(?: from (\S+))?$/.exec(
      deed,
    )
  if (ping) {
    const [, act, rid, code, from] = ping
    const exitCode = code === undefined ? null : Number(code)
    const day = new Date(play.now).toISOString().slice(0, 10)
    const cameAt = from === undefined ? play.now : instantOf(`${day} ${from}`)
    const heard = heardOf({ act: act as PingAct, rid: rid ?? null, exitCode, cameAt })
    hearPing(world.memory, world.ports, workspace, id, heard)
    await world.wake()
    return
  }
  const [word, ...rest] = deed.split(' ')
  const others = rest.join(' ')
  if (deed === 'our door closes') play.woken = 'never'
  else if (deed === 'our door opens') {
    play.woken = 'alarm'
    world.restart()
    await world.wake()
  } else if (deed === 'every alarm is lost') play.woken = 'cron'
  else if (deed === 'paused' || deed === 'resumed') change(play, { paused: deed === 'paused' })
  else if (word === 'schedule') change(play, {}, settingsOf(others.replace(' and ', ', ')))
  else if (word === 'maintenance') {
    const until = instantOf(others.replace('until ', ''))
    const window = { id: 'm', startsAt: play.now - 1, endsAt: until, checks: null }
    change(play, {}, {}, { maintenance: [window] })
  } else if (deed !== '' && !isDoneByHand(world, deed)) throw new Error(`cannot read "${deed}"`)
  await world.wake()
}

function change(
  { world }: Play,
  facts: Parameters<typeof heartbeatOf>[2],
  settings: Parameters<typeof heartbeatOf>[0] = {},
  config: Partial<ReturnType<typeof configOf>> = {},
): void {
  const held = world.memory.configs.get(workspace)!
  const check = held.checks[0]!
  if (check.type !== 'heartbeat') throw new Error('the story has lost its heartbeat')
  const after = { ...check, ...facts, heartbeat: { ...check.heartbeat, ...settings } }
  const checks = [after as typeof check]
  configure(world.memory, world.ports, {
    ...held,
    ...config,
    checks,
    version: held.version + 1,
  })
}

/** What was told and decided since last asked, then the health. */
function outcome({ world, id, seen }: Play): string {
  const view = viewOf(world.memory, world.ports, workspace, id)!
  return [...newsOf(world, seen, true), `${view.health} (${view.beat!.word})`].join('; ')
}
