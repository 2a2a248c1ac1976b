// Plays a policy's story: lines of time | what happens | who was told since the line before. Gives the
// story back with the right side as it came out.
import type { Channel, Policy, WorkspaceConfig } from '../../workers/domain/config.ts'
import type { Incident, IncidentKind, Level } from '../../workers/domain/incident.ts'
import { levels } from '../../workers/domain/incident.ts'
import { actOn } from '../../workers/flow/act.ts'
import { configure } from '../../workers/flow/configure.ts'
import {
  channelOf,
  checkOf,
  configOf,
  incidentOf,
  policyWith,
  workspace,
} from '../fakes/telling.ts'
import { type ShardWorld, shardWorld, startAt } from '../flow/shard.ts'

const minuteMs = 60_000
const dayAt = Date.parse(`${new Date(startAt).toISOString().slice(0, 10)}T00:00:00Z`)
const kindOf: Record<Level, IncidentKind> = { critical: 'down', warning: 'slow', info: 'content' }

interface Play {
  world: ShardWorld
  config: WorkspaceConfig
  now: number
  open: Incident | null
  count: number
}

/** The story as it came out: the text itself when it is right. */
export async function playPolicyStory(text: string): Promise<string> {
  const rows = text.split('\n')
  const config = configFrom(rows.filter((row) => !row.includes('|')).slice(1))
  const play: Play = { world: shardWorld(config), config, now: startAt, open: null, count: 0 }
  const played: string[] = []
  for (const row of rows) {
    if (!row.includes('|')) {
      played.push(row)
      continue
    }
    const [when = '', what = ''] = row.split('|')
    await passUntil(play, timeOf(when.trim()))
    act(play, what.trim())
    await play.world.wake()
    // What is due is looked for every ten seconds.
    await passUntil(play, play.now + 11_000)
    played.push(`${when}|${what}| ${told(play)}`.trimEnd())
  }
  return played.join('\n')
}

function timeOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return dayAt + (hours * 60 + minutes) * minuteMs
}

const idOf = (name: string) => `chn_${workspace}_${name}`

/** `steps: 0 ops; 10 boss`, each minutes and channels; `all` is every one. */
function stepsOf(text: string, at: Level[] = [...levels]): Policy['steps'] {
  return text.split(';').map((part) => {
    const [minutes = '0', ...names] = part.trim().split(' ')
    const channels = names.includes('all') ? ('all' as const) : names.map(idOf)
    return { afterMinutes: Number(minutes), channels, levels: at }
  })
}

function configFrom(rows: string[]): WorkspaceConfig {
  const own: Policy = policyWith({ id: `pol_${workspace}_own`, name: 'Own', isDefault: false })
  const usual = policyWith({})
  let channels: Channel[] = []
  for (const row of rows) {
    const [, word = '', rest = ''] = /^((?:default |critical )?\w+):? ?(.*)$/.exec(row) ?? []
    const [first = '', , second = '', zone = 'UTC'] = rest.split(' ')
    if (word === 'channels') {
      channels = rest.split(' ').map((name) => channelOf(name, { levels: [...levels] }))
    } else if (word === 'off') channels = switched(channels, rest.split(' '), false)
    else if (word === 'steps') own.steps = stepsOf(rest)
    else if (word === 'critical steps') own.steps = stepsOf(rest, ['critical'])
    else if (word === 'default steps') usual.steps = stepsOf(rest)
    else if (word === 'repeat') {
      own.repeat = { everyMinutes: Number(first), times: Number(second) }
    } else if (word === 'quiet') {
      own.quietHours = { from: first, to: second, timeZone: zone, levels: ['warning', 'info'] }
    } else if (word === 'digest') own.digest = { at: first, timeZone: 'UTC' }
    else if (row !== '') throw new Error(`cannot read "${row}"`)
  }
  return configOf({ checks: [checkOf({ policy: own.id })], policies: [usual, own], channels })
}

const switched = (channels: Channel[], names: string[], enabled: boolean) =>
  channels.map((one) => (names.map(idOf).includes(one.id) ? { ...one, enabled } : one))

async function passUntil(play: Play, until: number): Promise<void> {
  const { world } = play
  while (play.now < until) {
    const ms = Math.min(30_000, until - play.now)
    world.pass(ms)
    play.now += ms
    await world.wake()
  }
}

function act(play: Play, deed: string): void {
  const { world } = play
  const [word = '', ...rest] = deed.split(' ')
  if (word === 'opens') play.open = opened(play, rest[0] as Level)
  else if (word === 'acknowledged' || word === 'resolved') {
    actOn(world.memory, world.ports, workspace, play.open!.id, { kind: word, by: 'Ann' })
  } else if (word === 'on' || word === 'off') {
    const channels = switched(play.config.channels, rest, word === 'on')
    play.config = { ...play.config, channels, version: play.config.version + 1 }
    configure(world.memory, world.ports, play.config)
  } else if (deed !== '') throw new Error(`cannot read "${deed}"`)
}

function opened({ world, now, count }: Play, level: Level): Incident {
  const plain = incidentOf()
  const kind = kindOf[level]
  return world.open({
    id: `${plain.id}${count}${now}`,
    kind,
    level,
    startedAt: now,
    openedAt: now,
    events: plain.events.map((one) => ({ ...one, at: now, level, incidentKind: kind })),
  })
}

/** `ops opened critical`, with a word where it comes instead of others. */
function told({ world }: Play): string {
  return world.sent
    .splice(0)
    .map(({ url, body }) => {
      const { type, data } = JSON.parse(body) as {
        type: string
        data: { level: string; details?: string[] }
      }
      const why = data.details?.find((one) => one.includes('its policy')) ? ' instead' : ''
      return `${url.split('/').at(-1)} ${type.split('.').at(-1)} ${data.level}${why}`
    })
    .toSorted()
    .join('; ')
}
