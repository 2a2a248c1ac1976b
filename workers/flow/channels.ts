// What people and programs ask of channels: list, create, change, remove, send a test.

import {
  type ChannelInput,
  isUnverified,
  kindOf,
  makeChannel,
  mapSecrets,
  unverified,
  usesInstallation,
} from '../channel/index.ts'
import { isAddress, isSealed, textOf } from '../channel/input.ts'
import { type AddressPolicy, refusal } from '../domain/address.ts'
import type { Channel, ChannelSettings } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import type { Level } from '../domain/incident.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { UsedView } from '../shard-door.ts'
import { allow, auditOf, expectedVersion, lostRace, push, record } from './change.ts'
import { mask } from './checks.ts'
import { verifyCalls, verifyRoom } from './plan.ts'

export interface ChannelPatch {
  name?: string | undefined
  enabled?: boolean | undefined
  levels?: Level[] | undefined
  audience?: 'machine' | 'person' | undefined
  /** Fields of its kind. An empty text takes one away; a secret that is the mask stays. */
  [field: string]: unknown
}

export async function listChannels(hub: HubPorts, actor: Actor): Promise<Channel[]> {
  allow(actor, 'read', 'channel')
  return Promise.all((await hub.config.channels(actor.workspace)).map(hidden))
}

export async function getChannel(hub: HubPorts, actor: Actor, id: string): Promise<Channel> {
  allow(actor, 'read', 'channel')
  return hidden(await findChannel(hub, actor, id))
}

/** The channel with its secrets sealed. Throws `not_found`. */
export async function findChannel(hub: HubPorts, actor: Actor, id: string): Promise<Channel> {
  const own = workspaceOf('channel', id) === actor.workspace
  const channel = own ? await hub.config.channel(actor.workspace, id) : null
  if (!channel) throw new Problem('not_found', 'There is no channel of this id.')
  return channel
}

/** A new channel; a bare one joins the default policy. The answer shows its secret, once. */
export async function createChannel(
  hub: HubPorts,
  actor: Actor,
  input: ChannelInput,
): Promise<Channel> {
  allow(actor, 'write', 'channel')
  await verifyRoom(hub, actor.workspace, 'channels')
  verifyUrls(hub, input.type, input)
  const id = makeId('channel', actor.workspace, hub.randomId(12))
  const channel = makeChannel(input, {
    id,
    workspace: actor.workspace,
    now: new Date(hub.now()).toISOString(),
    secretBytes: crypto.getRandomValues(new Uint8Array(32)),
  })
  verifyWhole(hub, input.type, channel.settings)
  await verifyCalls(hub, channel)
  const stored = await mapSecrets(channel, hub.vault.seal)
  const audit = auditOf(actor, 'create', 'channel', id, null, await hidden(channel))
  if (!(await hub.config.putChannel(actor.workspace, stored, null, audit))) throw lostRace()
  await push(hub, actor.workspace)
  if (isUnverified(channel)) await firstCode(hub, channel)
  return channel
}

/** Its first code. One that does not leave keeps no channel from being made: another may be asked
 *  for. */
async function firstCode(hub: HubPorts, { id, workspace }: Channel): Promise<void> {
  try {
    const door = await hub.shard(workspace)
    await door.sendCode(workspace, id)
  } catch (fault) {
    hub.log.error('code', fault, { channel: id })
  }
}

export async function updateChannel(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: ChannelPatch,
  ifMatch: number | null,
): Promise<Channel> {
  allow(actor, 'write', 'channel')
  const before = await findChannel(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  const settings = await changed(hub, before, patch)
  if (patch.enabled && isUnverified(before)) throw codeFirst()
  const { confirms = [] } = kindOf(before.type)
  // Also by another account: who proved a number at a server of his own has proven nothing here.
  const isMoved = confirms.some((name) => settings[name] !== before.settings[name])
  const after: Channel = {
    ...before,
    version: before.version + 1,
    name: patch.name ?? before.name,
    enabled: patch.enabled ?? before.enabled,
    disabledWhy: patch.enabled ? null : before.disabledWhy,
    ...(isMoved ? unverified : {}),
    levels: patch.levels ?? before.levels,
    ...(patch.audience ? { audience: patch.audience } : {}),
    settings,
    updatedAt: new Date(hub.now()).toISOString(),
  }
  // One that a larger plan allowed may stay.
  if (!usesInstallation(before)) await verifyCalls(hub, after)
  const audit = auditOf(actor, 'update', 'channel', id, await hidden(before), await hidden(after))
  if (!(await hub.config.putChannel(actor.workspace, after, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  if (isMoved) await firstCode(hub, after)
  return hidden(after)
}

/** Nothing but a code is sent to an address that nobody has shown to be theirs. */
function codeFirst(): Problem {
  return new Problem(
    'conflict',
    'This address is not verified yet: type the code that was sent there, or ask for another one.',
  )
}

export async function removeChannel(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  allow(actor, 'write', 'channel')
  const before = await findChannel(hub, actor, id)
  const audit = auditOf(actor, 'delete', 'channel', id, await hidden(before), null)
  if (
    !(await hub.config.dropChannel(
      actor.workspace,
      id,
      expectedVersion(ifMatch, before.version),
      audit,
    ))
  )
    throw lostRace()
  await push(hub, actor.workspace)
}

/** What the month's text messages and calls come to; null for a channel that does not count. */
export async function usedBy(hub: HubPorts, channel: Channel): Promise<UsedView | null> {
  if (!usesInstallation(channel)) return null
  return (await hub.shard(channel.workspace)).used(channel.workspace)
}

/** Sends a test message now; the settled delivery carries the real answer. */
export async function testChannel(hub: HubPorts, actor: Actor, id: string): Promise<Delivery> {
  allow(actor, 'act', 'channel')
  const channel = await findChannel(hub, actor, id)
  if (isUnverified(channel)) throw codeFirst()
  const door = await hub.shard(actor.workspace)
  const delivery = await door.sendTest(actor.workspace, id)
  if (!delivery)
    throw new Problem(
      'unavailable',
      'The channel is not known to its shard yet; try again in a moment.',
    )
  const after = { name: channel.name, state: delivery.state }
  await record(hub, actor.workspace, auditOf(actor, 'test', 'channel', id, null, after))
  return delivery
}

const ownFields = new Set(['name', 'enabled', 'levels', 'audience'])

/** The settings with what is to change in them: checked, secrets sealed. */
async function changed(
  hub: HubPorts,
  { type, settings }: Channel,
  patch: ChannelPatch,
): Promise<ChannelSettings> {
  const { fields } = kindOf(type)
  const after = { ...settings }
  const plain: Record<string, string> = {}
  for (const [name, given] of Object.entries(patch)) {
    if (ownFields.has(name) || given === undefined) continue
    const field = fields.find((one) => one.name === name)
    if (!field) {
      const known = fields.map((one) => one.name).join(', ')
      throw new Problem('invalid', `is no field of this channel; it has ${known}`, name)
    }
    if (isSealed(field) && given === mask) continue
    const text = textOf(field).safeParse(given)
    if (!text.success) throw new Problem('invalid', text.error.issues[0]!.message, name)
    plain[name] = text.data
    if (text.data !== '') {
      after[name] = isSealed(field) ? await hub.vault.seal(text.data) : text.data
    } else if (!field.otherwise) delete after[name]
    else if (!isSealed(field)) after[name] = field.otherwise(new Uint8Array(0))
  }
  // A sealed address is one that was verified when it was given.
  const standing = fields.filter((one) => !isSealed(one)).map(({ name }) => [name, after[name]])
  verifyUrls(hub, type, { ...Object.fromEntries(standing), ...plain })
  verifyWhole(hub, type, after)
  return after
}

/** What a kind says of its settings together, and of what this installation lacks for them. */
function verifyWhole(hub: HubPorts, type: string, settings: ChannelSettings): void {
  const wrong = kindOf(type).refuse?.(settings, hub.settings.carriers)
  if (wrong) throw new Problem('invalid', wrong.detail, wrong.field)
}

/** No address of the channel may be one that messages must not be sent to. */
function verifyUrls(hub: HubPorts, type: string, texts: Record<string, unknown>): void {
  for (const field of kindOf(type).fields) {
    const text = texts[field.name]
    if (isAddress(field) && typeof text === 'string' && text !== '') {
      verifyUrl(hub, field.name, text)
    }
  }
}

function verifyUrl(hub: HubPorts, field: string, text: string): void {
  const url = new URL(text)
  const policy: AddressPolicy = {
    privateTargets: hub.settings.privateTargets,
    ownPorts: hub.settings.ownPorts,
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (refusal(url.hostname, port, policy)) {
    throw new Problem(
      'invalid',
      `${url.hostname} is an address that may not be called from here; give a public one`,
      field,
    )
  }
}

/** The channel as it may be shown. */
export function hidden(channel: Channel): Promise<Channel> {
  return mapSecrets(channel, async () => mask)
}
