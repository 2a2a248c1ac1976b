// What is there, as the API shows it, in the spelling of config as code: others by their names where
// these are unique, else by their ids.
import { kindOf as channelKindOf } from '../../workers/channel/index.ts'
import { isSealed } from '../../workers/channel/input.ts'
import { keyOf } from '../../workers/domain/page/settings.ts'
import { mask } from '../../workers/flow/checks.ts'
import { type Item, type ItemKind, type Items, kinds, nameOf } from './item.ts'
import type { Standing, There } from './plan.ts'
import { plainLayer, slim, type WholeLayer } from './whole.ts'

/** One noun as the API shows it. */
export type Shown = Record<string, unknown> & { id: string; version: number }

export interface ShownAll {
  channels: Shown[]
  policies: Shown[]
  checks: Shown[]
  pages: Shown[]
  maintenance: Shown[]
  silences: Shown[]
  schedules: Shown[]
  people: { id: string; email: string }[]
}

type Naming = (id: unknown) => unknown

/** Everything in names. What is over is not there, nor a channel that is a member's own. */
export function thereOf(all: ShownAll, now: number): There {
  const channels = all.channels.filter((one) => !one.member)
  const check = naming(all.checks)
  const policy = naming(all.policies)
  const channel = naming(channels)
  const onCall = naming(all.schedules)
  const person = naming(all.people.map(({ id, email }) => ({ id, name: email })))
  return {
    channels: channels.map(channelThere),
    schedules: all.schedules.map((one) => scheduleThere(one, person)),
    policies: all.policies.map((one) => policyThere(one, channel, onCall, person)),
    checks: all.checks.map((one) => checkThere(one, check, policy)),
    pages: all.pages.map((one) => pageThere(one, check)),
    maintenance: all.maintenance
      .filter((one) => isToCome(one, now))
      .map((one) => ({
        ...head(one),
        ...pick(one, ['startsAt', 'endsAt', 'tags', 'repeat']),
        checks: list(one.checks, check),
      })),
    silences: all.silences
      .filter((one) => one.isOn === true)
      .map((one) => ({
        ...head(one),
        ...pick(one, ['tag', 'pattern', 'until', 'reason']),
        check: check(one.check ?? null),
      })),
  }
}

/** The items that `apply` would find nothing to do for. */
export function itemsOf(there: There): Items {
  const exported = (kind: ItemKind) => {
    const names = there[kind].map((one) => nameOf(kind, one))
    return there[kind].map((one, index) => {
      const { id, version: _version, isFixed: _isFixed, ...item } = one
      const isAmbiguous =
        kind !== 'maintenance' && names.filter((name) => name === names[index]).length > 1
      return slim(kind, { ...(isAmbiguous ? { id } : {}), ...managed(kind, item) })
    })
  }
  return Object.fromEntries(kinds.map((kind) => [kind, exported(kind)])) as unknown as Items
}

/** Without what is nobody's wish: not paused, switched off by eSonar, secrets of its own making. */
function managed(kind: ItemKind, item: Item): Item {
  const left = Object.entries(item).filter(([name, value]) => {
    if (value === undefined) return false
    if (name === 'paused') return value === true
    if (name === 'token') return value !== mask
    if (kind !== 'channels') return true
    if (name === 'enabled') return value === false
    const field = channelKindOf(String(item.type)).fields.find((one) => one.name === name)
    return !(field && isSealed(field) && field.otherwise)
  })
  return plain(kind, Object.fromEntries(left))
}

/** Steps, layers and components without what is empty anyway. */
function plain(kind: ItemKind, item: Item): Item {
  if (kind === 'schedules') {
    return { ...item, layers: (item.layers as WholeLayer[]).map(plainLayer) }
  }
  if (kind === 'silences')
    return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))
  if (kind === 'policies') {
    const steps = item.steps as { onCall: string[]; people: string[] }[]
    const some = ({ onCall, people, ...one }: (typeof steps)[number]) => ({
      ...one,
      ...(onCall.length > 0 ? { onCall } : {}),
      ...(people.length > 0 ? { people } : {}),
    })
    const quiet = item.quietHours as { days: unknown } | null
    const { days, ...hours } = quiet ?? { days: null }
    const quietHours = quiet && (days === null ? hours : quiet)
    return { ...item, steps: steps.map(some), quietHours }
  }
  if (kind !== 'pages') return item
  const groups = item.groups as { components: { hand: unknown }[] }[]
  const bare = ({ hand, ...one }: { hand: unknown }) => (hand === null ? one : { ...one, hand })
  return {
    ...item,
    groups: groups.map((one) => ({ ...one, components: one.components.map(bare) })),
  }
}

const head = ({ id, version }: Shown) => ({ id, version })

function pick(shown: Shown, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, shown[name] ?? null]))
}

/** A name for an id, where only one is called so. */
function naming(all: readonly { id: string; name?: unknown }[]): Naming {
  const count = new Map<unknown, number>()
  for (const { name } of all) count.set(name, (count.get(name) ?? 0) + 1)
  const names = new Map(all.map(({ id, name }) => [id, count.get(name) === 1 ? name : id]))
  return (id) => (typeof id === 'string' ? (names.get(id) ?? id) : id)
}

const list = (ids: unknown, name: Naming) => (Array.isArray(ids) ? ids.map(name) : (ids ?? null))

function channelThere(shown: Shown): Standing {
  const { type, name, levels, audience, enabled, disabledWhy } = shown
  const { fields } = channelKindOf(String(type))
  return {
    ...head(shown),
    type,
    name,
    levels: (levels as string[]).toSorted(),
    audience,
    // What eSonar switched off, nobody asked for.
    enabled: enabled === true || disabledWhy === null ? enabled : undefined,
    ...pick(
      shown,
      fields.map((field) => field.name),
    ),
  }
}

function policyThere(shown: Shown, channel: Naming, onCall: Naming, person: Naming): Standing {
  const steps = shown.steps as Record<string, unknown>[]
  return {
    ...head(shown),
    isFixed: shown.isDefault === true,
    ...pick(shown, ['name', 'remindEveryMinutes', 'repeat', 'quietHours', 'digest', 'drill']),
    steps: steps.map((one) => ({
      ...one,
      channels: list(one.channels, channel),
      onCall: list(one.onCall, onCall),
      people: list(one.people, person),
    })),
  }
}

/** What is on call by turns; who took whose place for a time is theirs to say, and not shown. */
function scheduleThere(shown: Shown, person: Naming): Standing {
  const layers = shown.layers as { people: string[] }[]
  return {
    ...head(shown),
    ...pick(shown, ['name', 'timeZone']),
    layers: layers.map((one) => ({ ...one, people: list(one.people, person) })),
  }
}

const noWish = ['v', 'workspace', 'createdAt', 'updatedAt', 'target', 'pausedBy']

function checkThere(shown: Shown, check: Naming, policy: Naming): Standing {
  const settings = Object.entries(shown).filter(([name]) => !noWish.includes(name))
  return {
    ...(Object.fromEntries(settings) as Shown),
    // What the plan paused, nobody asked for.
    paused: shown.pausedBy === 'plan' ? undefined : shown.paused,
    parent: check(shown.parent ?? null),
    policy: policy(shown.policy ?? null),
    levels: shown.levels ?? {},
    ...(Array.isArray(shown.members) ? { members: shown.members.map(check) } : {}),
  }
}

const pageFields = [
  ...['slug', 'title', 'text', 'accent', 'theme', 'language', 'auto', 'autoMaintenance'],
  ...['templates', 'isIndexed', 'embedOn', 'isPublic'],
]

function pageThere(shown: Shown, check: Naming): Standing {
  const groups = shown.groups as { name: unknown; components: Record<string, unknown>[] }[]
  return {
    ...head(shown),
    ...pick(shown, pageFields),
    checks: list(shown.checks, check),
    groups: groups.map(({ name, components }) => ({
      name,
      components: components.map((one) => ({
        name: one.name,
        check: check(one.check),
        hand: one.hand ?? null,
        // The key that a check has anyway says nothing.
        ...(typeof one.check === 'string' && one.key === keyOf(one.check) ? {} : { key: one.key }),
      })),
    })),
  }
}

function isToCome({ repeat, endsAt, endedAt }: Shown, now: number): boolean {
  if (typeof endsAt === 'string' && Date.parse(endsAt) <= now) return false
  return Boolean(repeat) || !endedAt
}
