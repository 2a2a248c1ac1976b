// The shard's wiring: Env and the object's own context → ShardPorts. Chooses every adapter.
import { carriersOf } from '../channel/carrier.ts'
import { clock } from '../clock.ts'
import type { Env, LenderSetting, LocationSetting } from '../env.ts'
import { makeLocations } from '../locations/index.ts'
import { makeLog } from '../log.ts'
import type { Archive, Live, Sender, ShardPorts } from '../ports.ts'
import { makeSigner } from '../signer.ts'
import { makeSnapshots } from '../snapshots.ts'
import { makeShardStore } from '../store/doc.ts'
import { openArchive } from '../store/index.ts'
import { makeVault } from '../vault.ts'
import { alarmOf } from './alarm.ts'
import { deskOf, teller } from './desk.ts'
import { senderOf, withCouriers } from './sender.ts'
import type { WorkCount } from './work.ts'

/** Ports of one shard; what goes through them is counted. */
export function wireShard(env: Env, context: DurableObjectState, work: WorkCount): ShardPorts {
  const log = makeLog()
  const aboutUrl = `${env.BASE_URL}/about/prober`
  const controls = JSON.parse(env.CONTROLS) as ShardPorts['settings']['controls']
  return {
    clock,
    store: makeShardStore(context.storage, work.wrote),
    alarm: alarmOf((at) => void context.storage.setAlarm(at), work.wrote),
    locations: work.locations(
      makeLocations({
        locations: JSON.parse(env.LOCATIONS) as LocationSetting[],
        lenders: JSON.parse(env.LENDERS || '[]') as LenderSetting[],
        binding: (name) => env[name as `REGION_${string}`] ?? null,
        signingSecret: env.SIGNING_SECRET,
        aboutUrl,
        controls,
        now: clock.now,
        random,
        agent: (id) => env.AGENT.get(env.AGENT.idFromName(id)),
      }),
    ),
    sender: withCouriers(senderOf(env), (number) => courierOf(env, context, number)),
    vault: makeVault(env.SEAL_KEYS),
    signer: makeSigner(env.SIGNING_SECRET),
    archive: work.archive(
      toldOfNews(
        teller(deskOf(env), clock.now, log),
        lazyArchive(env, (item, fault) => log.error('archive.refused', fault, { item })),
      ),
    ),
    snapshots: work.snapshots(makeSnapshots(env.PAGES)),
    live: liveOf(context),
    shard: (name) =>
      env.SHARD.get(env.SHARD.idFromName(name)) as unknown as ReturnType<ShardPorts['shard']>,
    log,
    random,
    settings: {
      baseUrl: env.BASE_URL,
      flushSeconds: Number(env.FLUSH_SECONDS),
      waves: env.WAVES ? Number(env.WAVES) : 1,
      controls,
      carriers: carriersOf(env, env.BASE_URL),
      // Under a launcher all objects live in one process: what is gone but for that one only slept.
      ...(env.LAUNCHER_SECRET ? { bornAt: bornAt() } : {}),
      ...(env.PROBES_PER_HOST ? { perHost: Number(env.PROBES_PER_HOST) } : {}),
    },
  }
}

let firstAt: number | null = null

/** When this process first made a shard: no clock runs before. */
function bornAt(): number {
  firstAt ??= clock.now()
  return firstAt
}

/** Couriers of a shard are its own: what they hold open is counted by nobody else. */
function courierOf(env: Env, { id }: DurableObjectState, number: number): Sender {
  return env.COURIER.get(env.COURIER.idFromName(`${id}-${number}`)) as unknown as Sender
}

const random = (bytes: number) => hexOf(crypto.getRandomValues(new Uint8Array(bytes)))

/** Says at the desk that there will be news; of samples the cron wants nothing before its hour. */
function toldOfNews(asked: () => Promise<void>, archive: Archive): Archive {
  return {
    save: async (items) => {
      if (items.some((one) => one.kind !== 'packed')) await asked()
      await archive.save(items)
    },
  }
}

/** Opened at the first save, so that a bad address fails an upload, never a verdict. */
function lazyArchive(env: Env, refused: (item: unknown, fault: unknown) => void): Archive {
  let opened: Archive | null = null
  return {
    save: async (items) => {
      opened ??= openArchive({
        url: env.DATABASE_URL,
        fetchEndpoint: env.NEON_FETCH_ENDPOINT,
        refused,
      })
      await opened.save(items)
    },
  }
}

/** Listeners are hibernating sockets, tagged with their workspace. */
function liveOf(context: DurableObjectState): Live {
  return {
    tell: (workspace, event) => {
      const sockets = context.getWebSockets(workspace)
      if (sockets.length === 0) return
      const text = JSON.stringify(event)
      for (const socket of sockets) {
        try {
          socket.send(text)
        } catch {
          // It is closing: the page reconnects and reads what it missed.
        }
      }
    },
    end: (workspace) => {
      for (const socket of context.getWebSockets(workspace)) socket.close(1012, 'moved')
    },
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
