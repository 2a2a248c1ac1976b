// Codes that prove a person's address: sent through the very channel, kept as hashes, typed in.
import { attemptOf, exchange, isUnverified, kindOf, usesInstallation } from '../channel/index.ts'
import { codeWaitSeconds, newCodeBook, type Tried, tryCode, withCode } from '../domain/code.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { freshDelivery } from '../domain/fresh-delivery.ts'
import { makeId, restOf } from '../domain/id.ts'
import { codeMessage } from '../domain/message.ts'
import { words } from '../domain/words/index.ts'
import type { ShardPorts } from '../ports.ts'
import type { CodeSent } from '../shard-door.ts'
import { takeTexts } from './allowance.ts'
import { hashOf } from './hash.ts'
import type { Memory } from './memory.ts'

/** Sends a fresh code to the address of a channel that needs one. It is written before it leaves,
 *  and never as a delivery: those are kept and shown. */
export async function sendCode(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  channelId: string,
): Promise<CodeSent> {
  const config = memory.configs.get(workspace)
  const channel = config?.channels.find((one) => one.id === channelId)
  if (!config || !channel) return { kind: 'unknown' }
  if (!isUnverified(channel)) return { kind: 'needless' }
  const code = String(Number.parseInt(ports.random(6), 16) % 1_000_000).padStart(6, '0')
  const hash = await hashOf(typedAs(channel, code))
  const now = ports.clock.now()
  const book = memory.codes.get(workspace) ?? newCodeBook()
  const seconds = codeWaitSeconds(book, channelId, now)
  if (seconds > 0) return { kind: 'wait', seconds }
  // A code by the installation's account costs what any text message does.
  const to = channel.settings.to ?? ''
  if (usesInstallation(channel) && !takeTexts(memory, ports, workspace, { to, segments: 1 }))
    return { kind: 'refused', said: words().noCredits }
  keep(memory, ports, workspace, withCode(book, channelId, hash, now))
  const message = codeMessage(config.name, code, now)
  const id = makeId('delivery', workspace, `code-${restOf(channelId)}-${ports.random(6)}`)
  try {
    const { heard, outcome } = await exchange(bare(channel, id, message, now), channel, {
      open: (sealed) => ports.vault.open(sealed),
      send: (request) => ports.sender.send(request),
      carriers: ports.settings.carriers,
      now,
      isUnseen: true,
    })
    const { answer, said } = attemptOf(heard, outcome, now)
    ports.log.info('code', { channel: channelId, answer })
    return answer === 'ok' ? { kind: 'sent' } : { kind: 'refused', said }
  } catch (fault) {
    ports.log.error('code', fault, { channel: channelId })
    return { kind: 'refused', said: 'the request could not be made' }
  }
}

/** Whether a typed code is the one that was sent; each try counts. */
export async function typeCode(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  channelId: string,
  code: string,
): Promise<Tried> {
  const channel = memory.configs.get(workspace)?.channels.find((one) => one.id === channelId)
  if (!channel) return 'none'
  const hash = await hashOf(typedAs(channel, code))
  // From here on nothing waits: two tries at once are two tries.
  const book = memory.codes.get(workspace) ?? newCodeBook()
  const { tried, book: after } = tryCode(book, channelId, hash, ports.clock.now())
  if (after !== book) keep(memory, ports, workspace, after)
  return tried
}

/** With address and way in it: a code is no good for another one given meanwhile. */
function typedAs({ id, type, settings }: Channel, code: string): string {
  const way = (kindOf(type).confirms ?? []).map((name) => settings[name] ?? '')
  return JSON.stringify([id, ...way, code])
}

function keep(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  book: ReturnType<typeof newCodeBook>,
): void {
  memory.codes.set(workspace, book)
  ports.store.write({ put: [[`codes/${workspace}`, book]] })
}

function bare(channel: Channel, id: string, payload: unknown, now: number): Delivery {
  return freshDelivery({
    id,
    workspace: channel.workspace,
    channel: channel.id,
    channelType: channel.type,
    event: 'test',
    level: 'info',
    createdAt: now,
    begun: 1,
    payload,
  })
}
