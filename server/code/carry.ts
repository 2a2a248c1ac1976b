// Carries a plan out, one change after the other, by the public API. A fault ends it there: the same
// plan made again goes on where it ended.
import { kindOf as channelKindOf } from '../../workers/channel/index.ts'
import { mask } from '../../workers/flow/checks.ts'
import { type Hub, Refused } from '../cli/hub.ts'
import { Refusal } from '../refusal.ts'
import { type Item, type ItemKind, kinds, nameOf, oneOf } from './item.ts'
import type { Change, There } from './plan.ts'
import type { ShownAll } from './there.ts'
import { plainLayer, type WholeLayer } from './whole.ts'

/** Everything that config as code is about, as the API shows it. */
export async function lookAround(hub: Hub): Promise<ShownAll> {
  const found = await Promise.all(
    [...kinds, 'people'].map(async (name) => [name, await hub.list(`/api/${name}`)]),
  )
  return Object.fromEntries(found) as ShownAll
}

/** The id that a name stands for. */
type Ids = (kind: ItemKind | 'people', name: unknown) => string

/** Makes the changes; tells each once it is made. */
export async function carryOut(
  hub: Hub,
  changes: readonly Change[],
  there: There,
  others: Pick<ShownAll, 'people'>,
  tell: (change: Change) => void,
): Promise<void> {
  const known = new Map<string, string>()
  const learn = (kind: string, name: string, id: string) => {
    known.set(`${kind} ${name}`, id)
    known.set(`${kind} ${id}`, id)
  }
  for (const kind of kinds) for (const one of there[kind]) learn(kind, nameOf(kind, one), one.id)
  for (const { id, email } of others.people) learn('people', email, id)
  const ids: Ids = (kind, name) => {
    const id = known.get(`${kind} ${String(name)}`)
    if (id) return id
    throw new Refusal(`there is nothing called "${String(name)}" among ${kind}.`)
  }
  for (const [index, change] of changes.entries()) {
    try {
      const id = await make(hub, change, ids)
      learn(change.kind, change.name, id)
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      throw new Refusal(`${what(change)}: ${why(fault)} ${progress(index, changes.length)}`)
    }
    tell(change)
  }
}

const what = ({ kind, name }: Change) => `${oneOf[kind]} "${name}"`

function why(fault: Refusal): string {
  if (fault instanceof Refused && fault.status === 412)
    return 'was changed by somebody else meanwhile; apply again.'
  return fault.message
}

function progress(done: number, all: number): string {
  return done === 0 ? 'Nothing was changed.' : `${done} of ${all} changes were made before.`
}

/** Answers the id of what was changed. */
async function make(hub: Hub, change: Change, ids: Ids): Promise<string> {
  const { kind, act, id, version, wanted } = change
  const path = `/api/${kind}`
  if (act === 'remove' && kind === 'silences') {
    await hub.send('PUT', `${path}/${id}/ending`, undefined, version)
    return id!
  }
  if (act === 'remove') {
    await hub.send('DELETE', `${path}/${id}`, undefined, version)
    return id!
  }
  if (act === 'update') {
    const fields = Object.fromEntries(change.fields.map(({ field, to }) => [field, to]))
    const body = bodyOf(kind, { ...fields, type: wanted?.type }, ids)
    const { type: _type, ...patch } = body
    await hub.send('PATCH', `${path}/${id}`, patch, version)
    return id!
  }
  const { enabled, ...item } = wanted ?? {}
  if (kind === 'channels') refuseMasks(item)
  const made = await hub.send<{ id: string; version: number }>(
    'POST',
    path,
    bodyOf(kind, item, ids),
  )
  // A channel begins switched on; an address that is not verified yet cannot be.
  if (enabled === false) await hub.send('PATCH', `${path}/${made.id}`, { enabled }, null)
  return made.id
}

function refuseMasks(item: Item): void {
  const veiled = Object.keys(item).find((name) => item[name] === mask)
  if (veiled) throw new Refusal(`${veiled}: give the value itself, not ${mask}.`)
}

/** Fields as the API takes them: ids for names. */
function bodyOf(kind: ItemKind, item: Item, ids: Ids): Record<string, unknown> {
  const body: Record<string, unknown> = { ...item }
  const swap = (field: string, make: (value: unknown) => unknown) => {
    if (body[field] !== undefined && body[field] !== null) body[field] = make(body[field])
  }
  const all = (of: Parameters<Ids>[0]) => (names: unknown) =>
    Array.isArray(names) ? names.map((name) => ids(of, name)) : names
  if (kind === 'checks') {
    swap('policy', (name) => ids('policies', name))
    swap('parent', (name) => ids('checks', name))
    swap('members', all('checks'))
  }
  if (kind === 'policies') {
    swap('steps', (steps) =>
      (steps as Record<string, unknown>[]).map((step) => ({
        ...step,
        channels: all('channels')(step.channels ?? []),
        onCall: all('schedules')(step.onCall ?? []),
        people: all('people')(step.people ?? []),
      })),
    )
    swap('quietHours', (hours) => {
      const { days, ...rest } = hours as { days?: unknown }
      return days ? { ...rest, days } : rest
    })
  }
  if (kind === 'schedules') {
    swap('layers', (layers) =>
      (layers as (WholeLayer & { people: unknown })[]).map((layer) => ({
        ...plainLayer({ ...layer, hours: layer.hours ?? null, only: layer.only ?? null }),
        people: all('people')(layer.people),
      })),
    )
  }
  if (kind === 'silences') swap('check', (name) => ids('checks', name))
  if (kind === 'maintenance' || kind === 'pages') swap('checks', all('checks'))
  if (kind === 'pages') {
    swap('groups', (groups) =>
      (groups as { components: { check: unknown }[] }[]).map((group) => ({
        ...group,
        components: group.components.map((one) => ({
          ...one,
          check: one.check === null ? null : ids('checks', one.check),
        })),
      })),
    )
  }
  return kind === 'channels' ? channelBody(body) : body
}

/** An empty text takes a field away; the mask says nothing. */
function channelBody(body: Record<string, unknown>): Record<string, unknown> {
  const { fields } = channelKindOf(String(body.type))
  const own = new Set(fields.map((field) => field.name))
  return Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== mask)
      .map(([name, value]) => [name, own.has(name) && value === null ? '' : value]),
  )
}
