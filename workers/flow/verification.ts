// A person's address is proven before anything is told there: a code is sent through the very
// channel and typed in here.
import { isUnverified } from '../channel/index.ts'
import { codeTriesMax } from '../domain/code.ts'
import type { Channel } from '../domain/config.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, lostRace, push, record } from './change.ts'
import { findChannel, hidden } from './channels.ts'

/** Sends another code. Throws when it is too soon, needless, or the carrier refuses. */
export async function sendCodeTo(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'channel')
  if (!isUnverified(await findChannel(hub, actor, id))) throw needless()
  const door = await hub.shard(actor.workspace)
  const sent = await door.sendCode(actor.workspace, id)
  switch (sent.kind) {
    case 'sent':
      return record(hub, actor.workspace, auditOf(actor, 'send code', 'channel', id, null, null))
    case 'needless':
      throw needless()
    case 'wait':
      throw new Problem('too_many_requests', `Another code can be sent in ${sent.seconds} s.`)
    case 'refused':
      throw new Problem('unavailable', `The code could not be sent: ${sent.said || 'no answer'}.`)
    case 'unknown':
      throw new Problem(
        'unavailable',
        'The channel is not known to its shard yet; try again in a moment.',
      )
  }
}

/** Takes the typed code; the right one switches the channel on. */
export async function verifyChannel(
  hub: HubPorts,
  actor: Actor,
  id: string,
  code: string,
): Promise<Channel> {
  allow(actor, 'write', 'channel')
  const before = await findChannel(hub, actor, id)
  if (!isUnverified(before)) throw needless()
  const door = await hub.shard(actor.workspace)
  const tried = await door.typeCode(actor.workspace, id, code.replace(/[\s-]/g, ''))
  if (tried !== 'right') throw new Problem('invalid', whyNot[tried], 'code')
  const now = new Date(hub.now()).toISOString()
  const after: Channel = {
    ...before,
    version: before.version + 1,
    enabled: true,
    disabledWhy: null,
    verifiedAt: now,
    updatedAt: now,
  }
  const audit = auditOf(actor, 'verify', 'channel', id, await hidden(before), await hidden(after))
  if (!(await hub.config.putChannel(actor.workspace, after, before.version, audit))) {
    throw lostRace()
  }
  await push(hub, actor.workspace)
  return hidden(after)
}

const whyNot = {
  wrong: 'is not the code that was sent; look again',
  spent: `was wrong ${codeTriesMax} times; ask for another one`,
  none: 'is too old, or none was sent; ask for another one',
}

function needless(): Problem {
  return new Problem('conflict', 'This channel needs no code: it is verified.')
}
