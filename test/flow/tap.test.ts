// The link in a message: it is signed, it shows without acting, and one tap acknowledges all that the
// message spoke of, for whoever holds it and nobody else.
import { describe, expect, it } from 'vitest'
import { judge } from '../../workers/flow/judge.ts'
import { tappedIn } from '../../workers/flow/tap.ts'
import { actOnTap } from '../../workers/flow/tapped.ts'
import { incidentsOf } from '../../workers/flow/view.ts'
import { roundOf } from '../fakes/rounds.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const places = [{ id: 'weur', network: 'cloudflare', label: 'weur', default: true }]
const ids = ['c0', 'c1', 'c2'].map((rest) => `chk_${workspace}_${rest}`)
const settings = { confirmSeconds: 0, recoverSeconds: 0, intervalSeconds: 86_400 }
const config = configOf({
  checks: ids.map((id, index) => checkOf({ id, name: `site ${index}`, ...settings })),
  channels: [channelOf('hook', { name: 'the desk' }), channelOf('ann', { audience: 'person' })],
})

function falls(world: ShardWorld, count: number): void {
  for (const id of ids.slice(0, count)) {
    for (const sight of ['pass', 'fail', 'fail']) {
      const watched = world.memory.checks.get(id)!
      const now = world.ports.clock.now()
      const times = { startedAt: now - 100, decidedAt: now, number: watched.state.lastRound + 1 }
      judge(world.memory, world.ports, watched, roundOf(`weur:${sight}`, places, times))
    }
  }
}

/** A world in which so many checks fell and everybody was told. */
async function told(count: number): Promise<ShardWorld> {
  const world = shardWorld(config)
  world.ports.locations.list = () => places
  falls(world, count)
  for (let second = 0; second < 90; second += 1) {
    world.pass(1_000)
    await world.wake()
  }
  return world
}

const linksTo = (world: ShardWorld, who: string): string[] =>
  world.sent
    .filter(({ url }) => url.endsWith(who))
    .map(({ body }) => JSON.parse(body ?? '').data.links.acknowledge as string)

const codeIn = (link: string) => link.slice(`https://esonar.example/a/${workspace}`.length)

describe('the link of a message', () => {
  it('is one of its channel and incident, the same at every attempt', async () => {
    const world = shardWorld(config)
    world.ports.locations.list = () => places
    world.answer({ kind: 'fault', fault: 'timeout', ms: 10 })
    falls(world, 1)
    for (let second = 0; second < 30; second += 1) {
      world.pass(1_000)
      await world.wake()
    }
    const hook = new Set(linksTo(world, 'hook'))
    expect(linksTo(world, 'hook').length).toBeGreaterThan(1)
    expect([...hook]).toEqual([expect.stringMatching(/^https:\/\/esonar\.example\/a\/[a-z0-9]+$/)])
    expect(new Set(linksTo(world, 'ann'))).not.toEqual(hook)
  })

  it('shows without acting, and one tap acknowledges by the name of its channel', async () => {
    const world = await told(1)
    const code = codeIn(linksTo(world, 'hook')[0]!)
    const seen = await tappedIn(world.memory, world.ports, workspace, code)
    expect(seen).toMatchObject({ by: 'the desk', incidents: [{ name: 'site 0' }] })
    expect(incidentsOf(world.memory, workspace)[0]?.acknowledgedAt).toBeNull()
    const after = await actOnTap(world.memory, world.ports, workspace, code)
    expect(after?.incidents[0]?.incident).toMatchObject({ acknowledgedBy: 'the desk' })
    const again = await actOnTap(world.memory, world.ports, workspace, code)
    const events = again!.incidents[0]!.incident.events.map((one) => one.kind)
    expect(events.filter((kind) => kind === 'acknowledged')).toHaveLength(1)
  })

  it('is found again after a restart', async () => {
    const world = await told(1)
    const code = codeIn(linksTo(world, 'hook')[0]!)
    world.restart()
    expect(await tappedIn(world.memory, world.ports, workspace, code)).toMatchObject({
      incidents: [{ name: 'site 0' }],
    })
  })

  it('of one message about many acknowledges them all', async () => {
    const world = await told(3)
    const links = linksTo(world, 'ann')
    // The other message is about the only place there is.
    expect(links).toHaveLength(2)
    const after = await actOnTap(world.memory, world.ports, workspace, codeIn(links[0]!))
    expect(after?.incidents.map(({ name }) => name).toSorted()).toEqual([
      'site 0',
      'site 1',
      'site 2',
    ])
    const open = incidentsOf(world.memory, workspace).filter((one) => one.check !== null)
    expect(open.map((one) => one.acknowledgedBy)).toEqual(open.map(() => 'hook ann'))
  })

  it('of a machine acknowledges its own incident alone', async () => {
    const world = await told(3)
    const code = codeIn(linksTo(world, 'hook')[0]!)
    await actOnTap(world.memory, world.ports, workspace, code)
    const taken = incidentsOf(world.memory, workspace).filter((one) => one.acknowledgedAt !== null)
    expect(taken).toHaveLength(1)
  })

  it.each([
    [
      'another code',
      workspace,
      (code: string) => `a${code.slice(1) === code ? '' : code.slice(1)}`,
    ],
    ['another workspace', 'rival0000001', (code: string) => code],
    ['no code', workspace, () => ''],
  ])('is nothing with %s', async (_, whose, other) => {
    const world = await told(1)
    const code = codeIn(linksTo(world, 'hook')[0]!)
    const given = other(code)
    if (given === code && whose === workspace) throw new Error('the code is the same')
    expect(await actOnTap(world.memory, world.ports, whose, given)).toBeNull()
    expect(incidentsOf(world.memory, workspace)[0]?.acknowledgedAt).toBeNull()
  })

  it('is left as it was when it cannot be signed: a message without it is better than none', async () => {
    const world = shardWorld(config)
    world.ports.locations.list = () => places
    world.ports.signer = { sign: () => Promise.reject(new Error('no key')) }
    falls(world, 1)
    for (let second = 0; second < 30; second += 1) {
      world.pass(1_000)
      await world.wake()
    }
    expect(linksTo(world, 'hook')[0]).toContain('/incidents/')
  })
})
