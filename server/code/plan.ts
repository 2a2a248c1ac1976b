// What is to be done so that what is there becomes what is wanted. Pure: two sets of items in,
// changes out, in the order in which they can be made.
import { Refusal } from '../refusal.ts'
import {
  compare,
  type Item,
  type ItemKind,
  type Items,
  isSame,
  kinds,
  nameOf,
  oneOf,
} from './item.ts'
import { whole } from './whole.ts'

export interface FieldChange {
  field: string
  from: unknown
  to: unknown
}

export interface Change {
  kind: ItemKind
  act: 'create' | 'update' | 'remove'
  name: string
  /** Of what is there; null for what is to be made. */
  id: string | null
  version: number | null
  /** What is wanted, as it was written; null: nothing. */
  wanted: Item | null
  fields: FieldChange[]
}

export interface Plan {
  changes: Change[]
  unchanged: number
  /** What is there and not wanted, and stays because nobody said prune. */
  left: { kind: ItemKind; name: string }[]
  /** Secrets that were given and cannot be compared. */
  unread: number
}

/** What is there, beside what it says. */
export interface Standing extends Item {
  id: string
  version: number
  /** May not be removed: the policy that everything falls back to. */
  isFixed?: boolean
}
export type There = Readonly<Record<ItemKind, readonly Standing[]>>

export interface PlanOptions {
  prune: boolean
  /** Give all secrets again. */
  secrets: boolean
}

/** The way from what is there to what is wanted. Throws a Refusal for what cannot be. */
export function planOf(there: There, wanted: Items, options: PlanOptions): Plan {
  const plan: Plan = { changes: [], unchanged: 0, left: [], unread: 0 }
  const removals: Change[] = []
  for (const kind of kinds) {
    const made: Change[] = []
    const used = new Set<string>()
    for (const item of wanted[kind]) {
      const found = findIn(kind, there[kind], item, used)
      if (found) used.add(found.id)
      const change = found ? changeOf(kind, found, item, options, plan) : creation(kind, item)
      if (change) made.push(change)
      else plan.unchanged += 1
    }
    plan.changes.push(...(kind === 'checks' ? inOrder(made) : made))
    for (const one of there[kind]) {
      if (used.has(one.id) || one.isFixed) continue
      const name = nameOf(kind, one)
      if (options.prune) {
        const { id, version } = one
        removals.push({ kind, act: 'remove', name, id, version, wanted: null, fields: [] })
      } else plan.left.push({ kind, name })
    }
  }
  verifyNames(there, wanted, options.prune)
  plan.changes.push(...removals.toReversed())
  return plan
}

function creation(kind: ItemKind, wanted: Item): Change {
  const name = nameOf(kind, wanted)
  if (wanted.id !== undefined) {
    throw new Refusal(`${oneOf[kind]} "${name}": there is none with the id ${String(wanted.id)}.`)
  }
  return { kind, act: 'create', name, id: null, version: null, wanted, fields: [] }
}

function findIn(
  kind: ItemKind,
  there: readonly Standing[],
  item: Item,
  used: ReadonlySet<string>,
): Standing | null {
  if (item.id !== undefined) return there.find((one) => one.id === item.id) ?? null
  if (kind === 'maintenance') {
    const full = whole(kind, item)
    return there.find((one) => !used.has(one.id) && isSameWindow(one, full)) ?? null
  }
  const name = nameOf(kind, item)
  const found = there.filter((one) => nameOf(kind, one) === name)
  if (found.length > 1) {
    const ids = found.map((one) => one.id).join(' and ')
    throw new Refusal(`There are ${found.length} ${kind} named "${name}"; say which by id: ${ids}.`)
  }
  return found[0] ?? null
}

/** A window is found again by all that it says; one that repeats also without its beginning. */
function isSameWindow(there: Standing, wanted: Item): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => (name === 'startsAt' && value === undefined) || isSame(there[name], value),
  )
}

function changeOf(
  kind: ItemKind,
  there: Standing,
  item: Item,
  options: PlanOptions,
  plan: Plan,
): Change | null {
  const name = nameOf(kind, item)
  if ((kind === 'checks' || kind === 'channels') && there.type !== item.type) {
    throw new Refusal(
      `${oneOf[kind]} "${name}" is of type ${String(there.type)}, and types do not change; give the new one another name.`,
    )
  }
  const full = whole(kind, item)
  const fields: FieldChange[] = []
  let unread = 0
  for (const [field, to] of Object.entries(full)) {
    if (field === 'id' || to === undefined) continue
    const from = there[field] ?? null
    const likeness = compare(field === 'groups' ? likeKeys(from, to) : from, to)
    if (likeness === 'unread') unread += 1
    if (likeness === 'other' || (likeness === 'unread' && options.secrets))
      fields.push({ field, from, to })
  }
  if (fields.length === 0) {
    plan.unread += unread
    return null
  }
  const { id, version } = there
  return { kind, act: 'update', name, id, version, wanted: item, fields }
}

/** Components of a page without their keys, where none are wanted. */
function likeKeys(from: unknown, to: unknown): unknown {
  const keyed = (value: unknown) => JSON.stringify(value).includes('"key":')
  if (!Array.isArray(from) || keyed(to)) return from
  return from.map((group: { components: { key?: string }[] }) => ({
    ...group,
    components: group.components.map(({ key: _key, ...rest }) => rest),
  }))
}

/** Checks that are to be made come after those of them that they name. */
function inOrder(changes: Change[]): Change[] {
  const made = new Map(changes.filter((one) => one.act === 'create').map((one) => [one.name, one]))
  const order = new Set<Change>()
  const visit = (change: Change, way: Change[]) => {
    if (order.has(change) || way.includes(change)) return
    for (const name of namedBy('checks', change.wanted ?? {})) {
      const needed = made.get(name.name)
      if (needed) visit(needed, [...way, change])
    }
    order.add(change)
  }
  for (const change of changes) visit(change, [])
  return [...order]
}

interface Named {
  kind: ItemKind
  field: string
  name: string
}

/** What an item names, and where. */
export function namedBy(kind: ItemKind, item: Item): Named[] {
  const names = (of: ItemKind, field: string, value: unknown): Named[] =>
    (Array.isArray(value) ? value : [value]).flatMap((name) =>
      typeof name === 'string' ? [{ kind: of, field, name }] : [],
    )
  if (kind === 'checks') {
    return [
      ...names('policies', 'policy', item.policy),
      ...names('checks', 'parent', item.parent),
      ...names('checks', 'members', item.members),
    ]
  }
  if (kind === 'policies') {
    const steps = item.steps as { channels?: unknown; onCall?: unknown }[]
    return steps.flatMap(({ channels, onCall }) => [
      ...(channels === 'all' ? [] : names('channels', 'steps', channels ?? [])),
      ...names('schedules', 'steps', onCall ?? []),
    ])
  }
  if (kind === 'silences') return names('checks', 'check', item.check)
  if (kind === 'maintenance') return names('checks', 'checks', item.checks ?? [])
  if (kind !== 'pages') return []
  const groups = (item.groups ?? []) as { components: { check: unknown }[] }[]
  return [
    ...names('checks', 'checks', item.checks ?? []),
    ...groups.flatMap((group) =>
      group.components.flatMap(({ check }) => names('checks', 'groups', check)),
    ),
  ]
}

/** Whatever is named is there, or will be, and exactly once. */
function verifyNames(there: There, wanted: Items, prune: boolean): void {
  for (const kind of kinds) {
    for (const item of wanted[kind]) {
      for (const named of namedBy(kind, item)) {
        const isCalled = (one: Item) => nameOf(named.kind, one) === named.name
        const stays = prune ? there[named.kind].filter((one) => one.isFixed) : there[named.kind]
        const isThere =
          wanted[named.kind].some(isCalled) ||
          stays.some(isCalled) ||
          there[named.kind].some((one) => one.id === named.name)
        if (isThere) continue
        throw new Refusal(
          `${oneOf[kind]} "${nameOf(kind, item)}": ${named.field} names "${named.name}", and there is no such ${oneOf[named.kind]}.`,
        )
      }
    }
  }
}
