// Links for one tap: made when a message leaves, and found again among the messages that left. Needs
// no database.
import type { Delivery } from '../domain/delivery.ts'
import type { Incident } from '../domain/incident.ts'
import { readMessage } from '../domain/message.ts'
import { spokenOf, tapCode, tapText, tapUrl } from '../domain/tap.ts'
import type { ShardPorts } from '../ports.ts'
import type { Tapped } from '../shard-door.ts'
import type { Memory } from './memory.ts'
import { channelIn } from './owners.ts'
import { incidentsOf } from './view.ts'

/** The delivery with its link for one tap in place of the address of the incident. */
export async function withTap(ports: ShardPorts, delivery: Delivery): Promise<Delivery> {
  const message = readMessage(delivery.payload)
  if (!message?.links?.acknowledge || delivery.incident === null) return delivery
  try {
    const code = await codeOf(ports, delivery)
    const acknowledge = tapUrl(ports.settings.baseUrl, delivery.workspace, code)
    return { ...delivery, payload: { ...message, links: { ...message.links, acknowledge } } }
  } catch (fault) {
    // A message without it is better than none.
    ports.log.error('tap', fault, { delivery: delivery.id })
    return delivery
  }
}

/** What a link is about: the incidents its message spoke of, and through which channel it went.
 *  Null: no message with this code is known any more. */
export async function tappedIn(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  code: string,
): Promise<Tapped | null> {
  const all = [...memory.deliveries.values(), ...memory.ended.deliveries].filter(
    (one) => one.workspace === workspace && one.incident !== null,
  )
  const pairs = new Map(all.map((one) => [`${one.incident} ${one.channel}`, one]))
  for (const one of pairs.values()) {
    if ((await codeOf(ports, one)) !== code) continue
    const same = all.filter(({ incident, channel }) => {
      return incident === one.incident && channel === one.channel
    })
    return tappedOf(memory, one, new Set(same.flatMap((two) => spokenOf(two, all))))
  }
  return null
}

function tappedOf(memory: Memory, { workspace, channel }: Delivery, ids: Set<string>): Tapped {
  const known = incidentsOf(memory, workspace).filter(({ id }) => ids.has(id))
  return {
    by: channelIn(memory, workspace, channel)?.name ?? channel,
    incidents: known.map((incident) => ({ incident, name: nameOf(memory, incident) })),
  }
}

function nameOf(memory: Memory, { check, location, id }: Incident): string {
  return (check && memory.checks.get(check)?.check.name) || (location ?? id)
}

async function codeOf(
  { signer }: ShardPorts,
  { workspace, incident, channel }: Delivery,
): Promise<string> {
  return tapCode(await signer.sign(tapText(workspace, incident!, channel)))
}
