// Two workspaces in one shard: whoever names another's check, incident or channel is told the same
// as for one that does not exist, at every method of the shard's door.
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { tapCode, tapText } from '../../workers/domain/tap.ts'
import type { ShardDoor } from '../../workers/shard-door.ts'
import { makeSigner } from '../../workers/signer.ts'
import { heardOf, heartbeatOf, manualOf } from '../fakes/told.ts'
import { acme, type OwnShard, ownShard, rival, until, untilHealth } from './shard-world.ts'

let shard: OwnShard
let door: ShardDoor
let check = ''
let incident = ''
const beat = `chk_${acme}_backup`
const manual = `chk_${acme}_payments`
const channel = `chn_${acme}_hook`

/** What the link in the incident's message says. */
const codeOf = async () =>
  tapCode(await makeSigner(env.SIGNING_SECRET).sign(tapText(acme, incident, channel)))

/** Every method that names something of a workspace, asked as that workspace. */
const methods = {
  views: (workspace) => door.views(workspace),
  view: (workspace) => door.view(workspace, check),
  recent: (workspace) => door.recent(workspace, check),
  incidents: (workspace) => door.incidents(workspace),
  incident: (workspace) => door.incident(workspace, incident),
  suspicions: (workspace) => door.suspicions(workspace, null),
  'suspicions of a check': (workspace) => door.suspicions(workspace, check),
  deliveries: (workspace) => door.deliveries(workspace, null),
  'deliveries of an incident': (workspace) => door.deliveries(workspace, incident),
  note: (workspace) => door.note(workspace, incident, 'somebody', 'words'),
  acknowledge: (workspace) => door.acknowledge(workspace, incident, 'somebody'),
  sendTest: (workspace) => door.sendTest(workspace, channel),
  checkNow: (workspace) => door.checkNow(workspace, check),
  lookNow: (workspace) => door.lookNow(workspace, check, null),
  look: (workspace) => door.look(workspace, shard.check, ['one']),
  // A drill of one's own is begun, and reaches nobody else's channel.
  startDrill: async (workspace) =>
    (await door.startDrill(workspace, 'somebody', [channel]))?.roads ?? null,
  drills: async (workspace) => (await door.drills(workspace)).flatMap(({ roads }) => roads),
  tapped: async (workspace) => door.tapped(workspace, await codeOf()),
  tap: async (workspace) => door.tap(workspace, await codeOf()),
  resolve: (workspace) => door.resolve(workspace, incident, 'somebody'),
  pings: (workspace) => door.pings(workspace, beat),
  ping: async (workspace) => (await door.ping(workspace, beat, heardOf())) === 'ok',
  pingSlug: async (workspace) => (await door.pingSlug(workspace, 'backup', heardOf())) === 'ok',
  say: (workspace) => door.say(workspace, manual, { health: 'up', text: '', by: 'somebody' }),
} satisfies Record<string, (workspace: string) => Promise<unknown>>

const names = Object.keys(methods) as (keyof typeof methods)[]

beforeAll(async () => {
  shard = ownShard(acme)
  ;({
    door,
    check: { id: check },
  } = shard)
  const others = [
    heartbeatOf({ slug: 'backup' }, 'backup', { id: beat }),
    manualOf('payments', { id: manual }),
  ]
  const told = others.map((one) => ({ ...one, workspace: acme }))
  await door.configure({ ...shard.config, checks: [shard.check, ...told] })
  await door.ping(acme, beat, heardOf())
  const { config } = ownShard(rival)
  await door.configure({ ...config, checks: [], channels: [] })
  await untilHealth(shard, 'up')
  await shard.behave('refuse')
  await door.checkNow(acme, check)
  incident = (await untilHealth(shard, 'down')).incident ?? ''
  await until('a delivery', async () => (await door.deliveries(acme, incident)).length > 0)
})

describe('another workspace', () => {
  it.each(names)('gets nothing from %s', async (name) => {
    const said = await methods[name](rival)
    expect(said === null || said === false || (Array.isArray(said) && said.length === 0)).toBe(true)
  })

  it('changed nothing on its way', async () => {
    const seen = await door.incident(acme, incident)
    expect(seen).toMatchObject({ resolvedAt: null, acknowledgedAt: null })
    expect(seen?.events.filter((one) => one.kind === 'noted')).toEqual([])
  })

  it('is forgotten without a trace of the first', async () => {
    await door.forget(rival)
    expect(await door.versions()).toEqual({ [acme]: 1 })
    expect(await door.views(acme)).toHaveLength(3)
  })
})

describe('the workspace itself', () => {
  it.each(names)('is answered by %s', async (name) => {
    const said = await methods[name](acme)
    expect(said).toBeTruthy()
    expect(said).not.toEqual([])
  })

  it('is forgotten wholly, after which nothing is asked', async () => {
    await door.forget(acme)
    await shard.pullThePlug()
    expect(await shard.door.versions()).toEqual({})
    expect(await shard.door.view(acme, check)).toBeNull()
    expect(await shard.door.incidents(acme)).toEqual([])
    const before = (await shard.seen()).length
    expect(await shard.door.wake()).toMatchObject({ checks: 0, pendingDeliveries: 0 })
    expect(await shard.seen()).toHaveLength(before)
  })
})
