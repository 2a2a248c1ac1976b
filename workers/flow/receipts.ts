// What a carrier tells of a delivery later, signed with the account's token: how far it came, and
// the key that somebody pressed in a call. Needs no database.

import { accountFrom } from '../channel/account.ts'
import { mapSecrets } from '../channel/index.ts'
import { goneBy, isSigned } from '../channel/twilio.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { isNewer, receiptState } from '../domain/receipt.ts'
import { spokenOf } from '../domain/tap.ts'
import type { ShardPorts } from '../ports.ts'
import type { CarrierCall } from '../shard-door.ts'
import { actOn } from './act.ts'
import { endDrills } from './drill.ts'
import { owedElsewhere } from './elsewhere.ts'
import { type Memory, remember } from './memory.ts'
import { switchOff } from './road.ts'
import { incidentsOf } from './view.ts'
import { newChange, putDeliveries, putItems } from './write.ts'

/** Takes a receipt; false when there is no such delivery or the signature is not its account's. */
export async function hearReceipt(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  call: CarrierCall,
): Promise<boolean> {
  if (!(await isGenuine(memory, ports, workspace, id, call))) return false
  // Read again: while the signature was checked an attempt may have been settled.
  const delivery = find(memory, workspace, id)
  if (!delivery) return false
  const { MessageStatus, CallStatus, MessageSid, CallSid, ErrorCode } = call.form
  const status = MessageStatus ?? CallStatus ?? ''
  const sid = MessageSid ?? CallSid ?? ''
  const isOther = delivery.carrierId !== undefined && delivery.carrierId !== sid
  if (isOther || !isNewer(delivery.receipt?.status ?? null, status)) return true
  const now = ports.clock.now()
  const isLost = receiptState(status) === 'lost'
  const receipt = { at: now, status: status.slice(0, 40) }
  const after: Delivery = {
    ...delivery,
    receipt,
    ...(sid ? { carrierId: sid } : {}),
    ...(isLost && delivery.state === 'sent' ? { state: 'dead', why: 'undelivered' } : {}),
  }
  const code = ErrorCode && /^\d{1,6}$/.test(ErrorCode) ? Number(ErrorCode) : null
  const detail = `${status}${code === null ? '' : `, error ${code}`}`
  save(memory, ports, after, isLost ? owedElsewhere(memory, ports, after, detail) : [])
  const channel = channelOf(memory, delivery)
  const gone = isLost ? goneBy(code) : null
  if (gone && channel?.enabled) {
    const change = newChange()
    switchOff(memory, ports, change, channel, gone, after)
    ports.store.write(change)
  }
  return true
}

/** Takes a key pressed in a call: 1 acknowledges what the call was about. What the voice answers;
 *  null: not genuine. */
export async function hearKey(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  call: CarrierCall,
): Promise<string | null> {
  if (!(await isGenuine(memory, ports, workspace, id, call))) return null
  const delivery = find(memory, workspace, id)
  if (!delivery) return null
  if (call.form.Digits !== '1') return 'Not acknowledged.'
  const about = new Set(spokenOf(delivery, allOf(memory)))
  const open = incidentsOf(memory, workspace).filter(
    (one) => about.has(one.id) && one.resolvedAt === null,
  )
  if (open.length === 0) return 'It is over already.'
  const by = channelOf(memory, delivery)?.name ?? 'a phone call'
  for (const one of open) {
    if (one.acknowledgedAt === null) {
      actOn(memory, ports, workspace, one.id, { kind: 'acknowledged', by })
    }
  }
  return 'Acknowledged.'
}

async function isGenuine(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  id: string,
  { url, signature, form }: CarrierCall,
): Promise<boolean> {
  const delivery = find(memory, workspace, id)
  const channel = delivery && channelOf(memory, delivery)
  const { carriers } = ports.settings
  if (!channel || !carriers) return false
  const { settings } = await mapSecrets(channel, (sealed) => ports.vault.open(sealed))
  const account = accountFrom(form.AccountSid ?? '', settings, carriers)
  return account !== null && isSigned(account.authToken, signature, url, form)
}

function find(memory: Memory, workspace: string, id: string): Delivery | null {
  const one = memory.deliveries.get(id) ?? memory.ended.deliveries.find((it) => it.id === id)
  return one?.workspace === workspace ? one : null
}

function channelOf(memory: Memory, { workspace, channel }: Delivery): Channel | null {
  const all = memory.configs.get(workspace)?.channels ?? []
  return all.find((one) => one.id === channel) ?? null
}

const allOf = (memory: Memory) => [...memory.deliveries.values(), ...memory.ended.deliveries]

/** One that is over has no document any more: Postgres alone hears of it. */
function save(memory: Memory, ports: ShardPorts, delivery: Delivery, more: Delivery[]): void {
  const change = newChange()
  if (memory.deliveries.has(delivery.id)) putDeliveries(memory, change, [delivery])
  else {
    remember(memory, 'deliveries', delivery)
    putItems(memory, change, [{ kind: 'delivery', delivery }])
  }
  putDeliveries(memory, change, more)
  endDrills(memory, ports, change)
  ports.store.write(change)
  const { workspace, id, incident, channel, state } = delivery
  ports.log.info('receipt', { delivery: id, status: delivery.receipt?.status })
  ports.live.tell(workspace, { type: 'delivery', delivery: id, incident, channel, state })
}
