// Redis and its kin: connections, and replication by link, offset and a key that must arrive.
import { createClient } from 'redis'
import type { ServerReading } from '../../workers/domain/host/database.ts'
import type { DatabaseSettings } from '../../workers/domain/host/database-settings.ts'
import type { Beat, ReplicaReading } from '../../workers/domain/host/replication.ts'
import { within } from '../host/collector.ts'
import { Beats } from './beat.ts'
import type { Looker } from './index.ts'

const askMs = 5_000

/** Looks into one Redis server. */
export function redisLook(): Looker {
  const server = new Link()
  const primary = new Link()
  const beats = new Beats()
  return {
    async look(settings, now) {
      try {
        const info = infoOf(await server.ask(settings.url, ['INFO']))
        const figures = figuresOf(info)
        if (!settings.replica) return { server: figures, replica: null }
        const beat = await beatOf(settings, { server, primary, beats, now })
        const head = await headOf(settings, primary)
        return { server: figures, replica: replicaReading(info, head, beat) }
      } catch (fault) {
        server.drop()
        throw fault
      }
    },
    async close() {
      server.drop()
      primary.drop()
    },
  }
}

/** What is used of a client. */
interface Client {
  sendCommand(command: string[]): Promise<unknown>
  destroy(): void
}

class Link {
  private client: Client | null = null

  async ask(url: string, command: string[]): Promise<string> {
    let { client: known } = this
    if (!known) {
      const socket = { connectTimeout: askMs, reconnectStrategy: false as const }
      const client = createClient({ url, socket, disableOfflineQueue: true })
      let cause: unknown = null
      client.on('error', (fault: unknown) => {
        cause ??= fault
        if (this.client === client) this.client = null
      })
      await within(askMs + 1_000, client.connect()).catch((fault: unknown) => {
        throw cause ?? fault
      })
      known = client
      this.client = client
    }
    return String(await within(askMs, known.sendCommand(command)))
  }

  drop(): void {
    try {
      this.client?.destroy()
    } catch {
      // It was gone already.
    }
    this.client = null
  }
}

/** Fields of `INFO`. */
export function infoOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(':')
    if (at > 0 && !line.startsWith('#')) fields[line.slice(0, at)] = line.slice(at + 1)
  }
  return fields
}

function figuresOf(info: Record<string, string>): ServerReading {
  const used = Number(info.connected_clients ?? 0)
  const max = Number(info.maxclients ?? 0)
  return {
    connections: max > 0 ? { used, max } : null,
    longestTransaction: null,
    wraparoundPercent: null,
    slots: [],
    conflictsPerMinute: null,
  }
}

/** What `INFO` of a replica says; `head`: the offset its primary has come to, null: not known. */
export function replicaReading(
  info: Record<string, string>,
  head: number | null,
  beat: Beat | null,
): ReplicaReading {
  const isReplica = info.role === 'slave'
  const isUp = info.master_link_status === 'up'
  const isLoading = info.master_sync_in_progress === '1'
  const own = Number(info.slave_repl_offset ?? Number.NaN)
  const downFor = info.master_link_down_since_seconds
  return {
    isReplica,
    link: isReplica ? (isUp ? 'up' : 'down') : null,
    linkText: isLoading
      ? 'it is loading everything anew'
      : downFor === undefined || downFor === '-1'
        ? null
        : `down for ${downFor} s`,
    isApplying: null,
    applyText: null,
    lagBytes: head === null || !Number.isFinite(own) ? null : Math.max(0, head - own),
    lagSeconds: null,
    beat,
  }
}

async function headOf({ primaryUrl }: DatabaseSettings, primary: Link): Promise<number | null> {
  if (primaryUrl === null) return null
  try {
    const info = infoOf(await primary.ask(primaryUrl, ['INFO', 'replication']))
    const head = Number(info.master_repl_offset)
    return Number.isFinite(head) ? head : null
  } catch {
    primary.drop()
    return null
  }
}

interface BeatWork {
  server: Link
  primary: Link
  beats: Beats
  now: number
}

/** A day: it must not stay when nobody writes it any more. */
const keySeconds = '86400'

async function beatOf(settings: DatabaseSettings, work: BeatWork): Promise<Beat | null> {
  const { heartbeat, primaryUrl, name, url } = settings
  if (!heartbeat || primaryUrl === null) return null
  const { server, primary, beats, now } = work
  const key = `esonar:heartbeat:${name}`
  const write = async (beat: number) => {
    try {
      await primary.ask(primaryUrl, ['SET', key, String(beat), 'EX', keySeconds])
    } catch (fault) {
      primary.drop()
      throw fault
    }
  }
  const read = async () => {
    const found = await server.ask(url, ['GET', key])
    return /^\d+$/.test(found) ? Number(found) : null
  }
  return beats.turn(now, write, read)
}
