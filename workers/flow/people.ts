// The members of a workspace as people who are called: their ways in order, and who is on call now.

import type { Called, Member, Way } from '../call-ports.ts'
import type { Channel } from '../domain/config.ts'
import { whoIsOnCall } from '../domain/oncall.ts'
import { waysMax, waysOf } from '../domain/policy.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, lostRace, push } from './change.ts'

/** The members, by name. */
export async function listPeople(hub: HubPorts, actor: Actor): Promise<Called[]> {
  allow(actor, 'read', 'member')
  const [members, channels, schedules] = await Promise.all([
    hub.accounts.members(actor.workspace),
    hub.config.channels(actor.workspace),
    hub.config.schedules(actor.workspace),
  ])
  const now = hub.now()
  return members.map((member) => ({
    ...member,
    ways: waysOf(channels, member.id).map(({ id, name, type, contactAfterMinutes = 0 }) => ({
      channel: id,
      name,
      type,
      afterMinutes: contactAfterMinutes,
    })),
    onCall: schedules.filter((one) => whoIsOnCall(one, now) === member.id).map((one) => one.id),
  }))
}

/** Sets all ways to a person; a channel leads to one person at most. Everybody may set their own. */
export async function setWays(
  hub: HubPorts,
  actor: Actor,
  person: string,
  ways: Way[],
): Promise<Called> {
  await allowPerson(hub, actor, person)
  if (ways.length > waysMax) throw new Problem('invalid', `at most ${waysMax} ways`, 'ways')
  const channels = await hub.config.channels(actor.workspace)
  const wanted = new Map(ways.map((one) => [one.channel, one.afterMinutes]))
  const stranger = ways.find((way) => !channels.some((one) => one.id === way.channel))
  if (stranger) {
    throw new Problem('invalid', `"${stranger.channel}" is not a channel of yours`, 'ways')
  }
  for (const channel of channels) {
    const afterMinutes = wanted.get(channel.id)
    if (afterMinutes === undefined) {
      if (channel.member === person) await assign(hub, actor, channel, { member: null })
    } else if (channel.member && channel.member !== person) {
      throw new Problem('conflict', `${channel.name} leads to somebody else already`, 'ways')
    } else if (channel.member !== person || channel.contactAfterMinutes !== afterMinutes) {
      await assign(hub, actor, channel, { member: person, contactAfterMinutes: afterMinutes })
    }
  }
  await push(hub, actor.workspace)
  return (await listPeople(hub, actor)).find((one) => one.id === person)!
}

async function assign(
  hub: HubPorts,
  actor: Actor,
  channel: Channel,
  facts: Pick<Channel, 'member' | 'contactAfterMinutes'>,
): Promise<void> {
  const { member, contactAfterMinutes, ...rest } = channel
  const after = { ...rest, ...facts, version: channel.version + 1 }
  const before = { member: member ?? null, contactAfterMinutes: contactAfterMinutes ?? null }
  const audit = auditOf(actor, 'update', 'channel', channel.id, before, facts)
  if (!(await hub.config.putChannel(actor.workspace, after, channel.version, audit))) {
    throw lostRace()
  }
}

/** Refuses strangers, and whoever may not change this member's things. */
export async function allowPerson(hub: HubPorts, actor: Actor, person: string): Promise<Member> {
  const members = await hub.accounts.members(actor.workspace)
  const found = members.find((one) => one.id === person)
  if (!found) throw new Problem('not_found', 'There is no member of this id.')
  const isOwn = actor.kind === 'person' && actor.id === person
  if (!isOwn) allow(actor, 'write', 'member')
  return found
}
