// A shard of one's own inside workerd, with checks on addresses that the fake regions answer as
// agreed. Every test takes fresh names: storage is shared within a file.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import type { Check } from '../../workers/domain/check/check.ts'
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import type { ShardDoor } from '../../workers/shard-door.ts'
import type { Behaviour, Seen } from '../fakes/region.ts'
import { channelOf, checkOf, configOf } from '../fakes/telling.ts'

declare module 'vitest' {
  interface ProvidedContext {
    edgeHookUrl: string
  }
}

export const acme = 'acme00000001'
export const rival = 'rival0000002'

const plugPulled = 'the plug was pulled'
let counter = 0

export interface OwnShard {
  name: string
  stub(): DurableObjectStub
  readonly door: ShardDoor
  check: Check
  url: string
  config: WorkspaceConfig
  /** What all regions do about the check's address from now on. */
  behave(as: Behaviour): Promise<void>
  /** What the first region was asked about it. */
  seen(): Promise<Seen[]>
  /** When the alarm rings, as the storage says. */
  alarmAt(): Promise<number | null>
  loseAlarm(): Promise<void>
  /** Ends the object at once, in the middle of whatever it does, as the platform may. An orderly
   *  eviction waits until nothing is under way: never, while it verifies. */
  pullThePlug(): Promise<void>
}

/** A shard that nobody used before, and a configuration with one check, not yet given to it. */
export function ownShard(workspace = acme, facts: Partial<Check> = {}): OwnShard {
  counter += 1
  const name = `shard${counter}${crypto.randomUUID().slice(0, 8)}`
  const url = `https://${name}.example/`
  const check = checkOf({
    id: `chk_${workspace}_${name}`,
    workspace,
    intervalSeconds: 10,
    confirmSeconds: 1,
    recoverSeconds: 1,
    patienceSeconds: 0,
    ...facts,
  })
  if (check.type === 'http') check.http = { ...check.http, url }
  const channel = { ...channelOf('hook'), id: `chn_${workspace}_hook`, workspace }
  channel.settings = { ...channel.settings, url: inject('edgeHookUrl') }
  const config = configOf({ workspace, version: 1, checks: [check], channels: [channel] })
  // A stub is broken once its object was ended: a fresh one each time.
  const stub = () => env.SHARD.get(env.SHARD.idFromName(name))
  const region = env.REGION_ONE
  if (!region) throw new Error('the fake region is not bound')
  return {
    name,
    stub,
    get door() {
      return stub() as unknown as ShardDoor
    },
    check,
    url,
    config,
    behave: async (as) => {
      await region.fetch('http://region/behave', {
        method: 'POST',
        body: JSON.stringify({ url, as }),
      })
    },
    seen: async () => {
      const response = await region.fetch(`http://region/seen?url=${encodeURIComponent(url)}`)
      return response.json()
    },
    alarmAt: () => runInDurableObject(stub(), (_shard, { storage }) => storage.getAlarm()),
    loseAlarm: () => runInDurableObject(stub(), (_shard, { storage }) => storage.deleteAlarm()),
    pullThePlug: async () => {
      const ended = runInDurableObject(stub(), (_shard, state) => state.abort(plugPulled))
      await ended.catch((fault: unknown) => {
        if (!String(fault).includes(plugPulled)) throw fault
      })
    },
  }
}

/** Asks again until the answer is there; throws after `withinMs`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  withinMs = 20_000,
): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** Waits until the shard holds this to be the check's health. */
export function untilHealth(shard: OwnShard, health: string, withinMs?: number) {
  const { workspace, id } = shard.check
  const ask = async () => {
    const view = await shard.door.view(workspace, id)
    return view?.health === health && view
  }
  return until(`${id} ${health}`, ask, withinMs)
}
