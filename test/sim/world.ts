// The world around one shard in virtual time: its ports, and its lives. A life ends at any moment,
// between two steps or inside a call; what was under way is lost, only the store stays.
import type { Batch } from '../../workers/domain/measurement.ts'
import { configure } from '../../workers/flow/configure.ts'
import type { Memory } from '../../workers/flow/memory.ts'
import { openMemory } from '../../workers/flow/open-memory.ts'
import { wake } from '../../workers/flow/tick.ts'
import type { ArchiveItem, OutgoingRequest, SendOutcome, ShardPorts } from '../../workers/ports.ts'
import { type Documents, documentsOf, isStrict } from './documents.ts'
import { type Chance, chanceOf, type Loop, newLoop } from './loop.ts'
import { type Answer, answerOf, controlAnswers, controls, placeSpellAt } from './places.ts'
import { isDeadEnd } from './refusal.ts'
import { bornAt, type Kill, type ReceiverKind, type Storm } from './storm.ts'

/** Told of everything that happens: the judge, and whoever counts. */
export interface Witness {
  wrote(put: [string, unknown][], drop: string[]): void
  asked(batch: Batch, answer: Answer): void
  received(request: OutgoingRequest, isTaken: boolean): void
  archived(items: ArchiveItem[]): void
  opened(memory: Memory): void
  died(): void
  woke(): void
  logged(event: string, fault: unknown): void
}

/** Lets a mutant stand between the flow and its world. */
export type Bend = (ports: ShardPorts, life: number, die: () => void) => ShardPorts

export interface World {
  loop: Loop
  now(): number
  store: Documents
  alarmAt(): number | null
  memory(): Memory | null
  /** The ports of the life that lasts; null while the shard is dead. */
  ports(): ShardPorts | null
  step(ms: number): void
  kill(kill: Kill): void
  /** As an outsider's call: opens the shard when it is not. */
  visit(act?: (memory: Memory, ports: ShardPorts) => void): void
  settled(): boolean
}

interface Life {
  number: number
  alive: boolean
  memory: Memory | null
  ports: ShardPorts
  /** Dies before or after so many more calls of the world. */
  doom: { how: 'before' | 'after'; calls: number; deadMs: number } | null
}

const never = <T>() => new Promise<T>(() => {})
export const shardName = 'sim-shard'

/** A world with nobody in it yet: `visit` opens the first life. */
export function worldOf(storm: Storm, witness: Witness, bend: Bend = (ports) => ports): World {
  const loop = newLoop()
  const chance = chanceOf(storm.seed + 7_777)
  const doubles = chanceOf(storm.seed + 3_333)
  const store = documentsOf(storm.seed)
  // Whoever hands something over may go on changing his own: seen by every eighth storm.
  const asNow = <T>(one: T): T =>
    isStrict(storm.seed) ? (JSON.parse(JSON.stringify(one)) as T) : one
  const signing = turns()
  let skewMs = 0
  let alarmAt: number | null = null
  let cancelAlarm = () => {}
  let life: Life | null = null
  let lives = 0
  let deadUntil = 0

  // One list, as in the product, which works nothing out anew while it is the same.
  const places = storm.places.map(({ ms: _, ...place }) => place)

  const now = () => bornAt + loop.time() + skewMs

  function plan(): void {
    cancelAlarm()
    if (alarmAt === null) return
    const ms = Math.max(alarmAt - now(), deadUntil - loop.time(), 0)
    cancelAlarm = loop.later(ms, () => {
      alarmAt = null
      begin()
      // At least once, says the platform: now and then it is twice.
      if (doubles.is(0.03)) begin()
      // The platform tries again when a running alarm dies before it set another.
      if (alarmAt === null && !life?.alive) setAlarm(now() + 2_000)
    })
  }
  const setAlarm = (at: number) => {
    if (at !== alarmAt) {
      alarmAt = at
      plan()
    }
  }

  function die(deadMs: number): void {
    if (!life) return
    life.alive = false
    life = null
    signing.reset()
    deadUntil = loop.time() + deadMs
    witness.died()
    plan()
  }

  /** Ends the life in a call of the world, when its time has come. The dead go on to the end of
   *  their step, but nothing they do reaches the world any more. */
  function guard<T>(one: Life, act: () => T): T | undefined {
    if (!one.alive) return undefined
    const { doom } = one
    if (!doom || --doom.calls > 0) return act()
    // What it set going outside goes on without it.
    if (doom.how === 'after') void Promise.resolve(act()).catch(() => {})
    die(doom.deadMs)
    return undefined
  }

  /** The same for calls that answer later: the dead wait for ever. */
  async function guardLater<T>(one: Life, act: () => Promise<T>): Promise<T> {
    try {
      const answer = await guard(one, act)
      return one.alive ? (answer as T) : await never<T>()
    } catch (fault) {
      if (!one.alive) return never<T>()
      throw fault
    }
  }

  const wait = (ms: number) => new Promise<void>((resolve) => loop.later(ms, resolve))

  function portsOf(one: Life): ShardPorts {
    return {
      clock: { now, sleep: (ms, signal) => guardLater(one, () => sleep(loop, ms, signal)) },
      store: storeOf(store, witness, (act) => void guard(one, act)),
      alarm: {
        get: () => alarmAt,
        set: (at) => void guard(one, () => setAlarm(at)),
      },
      locations: {
        list: () => places,
        ask: (_location, batch) => ask(one, batch),
        controls: (location) =>
          guardLater(one, async () => {
            await wait(200)
            const kind = placeSpellAt(storm, location, loop.time())?.kind
            return kind === 'silent' || kind === 'stuck' ? [] : controlAnswers(kind !== 'cut')
          }),
      },
      sender: { send: (request) => guardLater(one, () => send(request)) },
      vault: {
        seal: async (plain) => plain,
        open: (sealed) =>
          guardLater(one, async () => {
            await signing.take()
            return sealed
          }),
      },
      signer: { sign: async (text) => signatureIn(text) },
      archive: { save: (items) => guardLater(one, () => save(items)) },
      snapshots: {
        get: async () => null,
        put: (_key, value) => guardLater(one, async () => void JSON.stringify(value)),
        drop: async () => {},
      },
      live: { tell: () => {}, end: () => {} },
      shard: () => {
        throw new Error('there is no other shard')
      },
      log: {
        info: () => {},
        error: (event, fault) => {
          if (one.alive) witness.logged(event, fault)
        },
      },
      random: (bytes) => hex(chance, bytes),
      settings: {
        baseUrl: 'https://esonar.example',
        flushSeconds: 60,
        controls,
        waves: wavesOf(storm.seed),
        bornAt: now(),
      },
    }
  }

  async function* ask(one: Life, batch: Batch) {
    const answer = await guardLater(one, async () => {
      const heard = answerOf(storm, chance, batch, loop.time())
      witness.asked(batch, heard)
      return heard
    })
    let passedMs = 0
    for (const { afterMs, event } of answer.lines) {
      await guardLater(one, () => wait(afterMs - passedMs))
      passedMs = afterMs
      yield asNow(event)
    }
    await guardLater(one, () => wait(answer.endsAfterMs - passedMs))
  }

  async function send(request: OutgoingRequest): Promise<SendOutcome> {
    signing.give()
    const spell = storm.receiverSpells.find(
      (one) => one.from <= loop.time() && loop.time() < one.to,
    )
    const kind = isDeadEnd(storm, request) ? 'fails' : spell?.kind
    const ms = chance.whole(20, 300)
    return receive(kind, ms, wait, (isTaken) => witness.received(request, isTaken))
  }

  async function save(items: ArchiveItem[]): Promise<void> {
    const copy = items.map((item) => (item.kind === 'packed' ? item : asNow(item)))
    await wait(chance.whole(5, 60))
    const isAway = storm.archiveSpells.some(
      (one) => one.from <= loop.time() && loop.time() < one.to,
    )
    if (isAway) throw new Error('the archive is away')
    witness.archived(copy)
  }

  function open(): Life {
    lives += 1
    const one: Life = { number: lives, alive: true, memory: null, doom: null, ports: null! }
    one.ports = bend(portsOf(one), lives, () => die(0))
    one.memory = openMemory(one.ports, shardName)
    witness.opened(one.memory)
    return one
  }

  /** What the shard's shell does: a wake, at any time. */
  function begin(act?: (memory: Memory, ports: ShardPorts) => void): void {
    if (loop.time() < deadUntil) return
    life ??= open()
    const one = life
    witness.woke()
    try {
      act?.(one.memory!, one.ports)
      wake(one.memory!, one.ports, (work) => {
        work.catch((fault: unknown) => one.ports.log.error('shard', fault))
      })
    } catch (fault) {
      one.ports.log.error('wake', fault)
      one.ports.alarm.set(now() + 1_000)
    }
  }

  return {
    loop,
    now,
    store,
    alarmAt: () => alarmAt,
    memory: () => life?.memory ?? null,
    ports: () => life?.ports ?? null,
    step: (ms) => {
      skewMs += ms
      plan()
    },
    kill: ({ how, calls, deadMs }) => {
      if (how === 'between') die(deadMs)
      else if (life) life.doom = { how, calls, deadMs }
    },
    visit: begin,
    settled: signing.isFree,
  }
}

function storeOf(
  store: Documents,
  witness: Witness,
  guard: (act: () => void) => void,
): ShardPorts['store'] {
  return {
    read: (prefix) => {
      const keys = store.keys().filter((key) => key.startsWith(prefix))
      return new Map(keys.sort().map((key) => [key, JSON.parse(store.text(key)) as unknown]))
    },
    write: ({ put = [], drop = [] }) =>
      guard(() => {
        for (const [key, value] of put) store.put(key, value)
        for (const key of drop) store.drop(key)
        witness.wrote(put, drop)
      }),
  }
}

function sleep(loop: Loop, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const cancel = loop.later(ms, resolve)
    signal?.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })
}

async function receive(
  kind: ReceiverKind | undefined,
  ms: number,
  wait: (ms: number) => Promise<void>,
  received: (isTaken: boolean) => void,
): Promise<SendOutcome> {
  if (kind === 'refuses') return { kind: 'fault', fault: 'refused', ms: 1 }
  if (kind === 'hangs') {
    await wait(10_000)
    return { kind: 'fault', fault: 'timeout', ms: 10_000 }
  }
  await wait(ms)
  received(kind !== 'fails')
  if (kind === 'loses') {
    await wait(10_000 - ms)
    return { kind: 'fault', fault: 'timeout', ms: 10_000 }
  }
  const status = kind === 'fails' ? 500 : 200
  return { kind: 'answered', status, body: '{"event_id":"heard"}', retryAfterSeconds: null, ms }
}

/** Signing is real work beside the loop: one at a time, so that its order is always the same. */
function turns() {
  let isBusy = false
  let queue: (() => void)[] = []
  const give = () => {
    isBusy = false
    const next = queue.shift()
    if (!next) return
    isBusy = true
    next()
  }
  return {
    take: (): Promise<void> => {
      if (!isBusy) {
        isBusy = true
        return Promise.resolve()
      }
      return new Promise((resolve) => queue.push(resolve))
    },
    give,
    reset: () => {
      isBusy = false
      queue = []
    },
    isFree: () => !isBusy,
  }
}

/** Not a signature, but as long as one, and another for each text. */
function signatureIn(text: string): Uint8Array {
  const bytes = new Uint8Array(32)
  for (let index = 0; index < text.length; index += 1) {
    bytes[index % 32] = (bytes[index % 32]! * 31 + text.charCodeAt(index)) & 0xff
  }
  return bytes
}

function hex(chance: Chance, bytes: number): string {
  let text = ''
  for (let index = 0; index < bytes; index += 1) {
    text += chance.whole(0, 255).toString(16).padStart(2, '0')
  }
  return text
}

/** In every third storm a shard asks its checks in waves, as one does that is run by oneself. */
export const wavesOf = (seed: number) => (seed % 3 === 1 ? 10 : 1)

/** Hands the shard its configuration, as the hub does. */
export const configureWith =
  (config: Parameters<typeof configure>[2]) =>
  (memory: Memory, ports: ShardPorts): void => {
    configure(memory, ports, config)
  }
