// Announcements: made and taken back by whoever runs the installation, shown on every dashboard.
import {
  type Announcement,
  type Announcements,
  announcementsKey,
  shownAt,
} from '../domain/announcement.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { Operator } from '../operator-ports.ts'
import { keepAt, keptAt } from './kept.ts'

const textCharsMax = 300
const hoursMax = 14 * 24
const hourMs = 3_600_000

/** Shows a text to everybody for so many hours. */
export async function announce(
  hub: HubPorts,
  operator: Operator,
  given: { text: string; hours: string },
): Promise<void> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid', 'must not be empty', 'text')
  if (text.length > textCharsMax) {
    throw new Problem('invalid', `must have at most ${textCharsMax} characters`, 'text')
  }
  const hours = Number(given.hours)
  if (!Number.isInteger(hours) || hours < 1 || hours > hoursMax) {
    throw new Problem('invalid', `must be whole hours, 1 to ${hoursMax}`, 'hours')
  }
  const act = { ...operator, act: 'announce' as const, subject: '', reason: text }
  await hub.operator.announce(text, hub.now() + hours * hourMs, act)
  await publish(hub)
}

/** Takes one back. */
export async function takeBack(hub: HubPorts, operator: Operator, id: number): Promise<void> {
  const act = { ...operator, act: 'take back' as const, subject: '', reason: '' }
  if (!(await hub.operator.takeBack(id, act))) {
    throw new Problem('not_found', 'There is no announcement of this id.')
  }
  await publish(hub)
}

async function publish(hub: HubPorts): Promise<void> {
  const all = shownAt(await hub.operator.announcements(), hub.now())
  await keepAt(hub, announcementsKey, { v: 1, all } satisfies Announcements)
}

/** Those that are shown now. */
export async function announced(hub: HubPorts): Promise<Announcement[]> {
  const found = await keptAt<Announcements>(hub, announcementsKey)
  return shownAt(found?.all ?? [], hub.now())
}
