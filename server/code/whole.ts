// An item with every default filled in, as the API would show it; and the other way round. What is
// left out and has no default (paused, a token, a secret of ours) is not managed: it stays as it is.
import { kindOf as channelKindOf } from '../../workers/channel/index.ts'
import { isSealed } from '../../workers/channel/input.ts'
import {
  type Check,
  type CheckInput,
  checkInput,
  isCheckType,
  resolveCheck,
  settingsOf,
  withSecrets,
} from '../../workers/domain/check/index.ts'
import { mask } from '../../workers/flow/checks.ts'
import { maintenanceInput } from '../../workers/routes/maintenance.ts'
import { policyInput } from '../../workers/routes/policies.ts'
import { scheduleInput } from '../../workers/routes/schedules.ts'
import { silenceInput } from '../../workers/routes/silences.ts'
import { type Item, type ItemKind, isSame } from './item.ts'

/** Fields that a check has whatever its type, and that say nothing of what it is to be. */
const facts = ['v', 'id', 'workspace', 'version', 'createdAt', 'updatedAt']
const nowhere = { id: 'chk_x_x', workspace: 'x', nowIso: '1970-01-01T00:00:00.000Z' }

/** The item, whole. */
export function whole(kind: ItemKind, item: Item): Item {
  const { id, ...rest } = fills[kind](item)
  return item.id === undefined ? rest : { id: item.id, ...rest }
}

const fills: Record<ItemKind, (item: Item) => Item> = {
  checks: wholeCheck,
  channels: wholeChannel,
  schedules: wholeSchedule,
  policies: wholePolicy,
  pages: wholePage,
  maintenance: wholeWindow,
  silences: wholeSilence,
}

function wholeCheck({ id: _id, ...given }: Item): Item {
  const check = resolveCheck(checkInput.parse(given), nowhere)
  const { type } = check
  const common = Object.entries(check).filter(([name]) => ![type, ...facts].includes(name))
  return {
    ...Object.fromEntries(common),
    ...settingsOf(check),
    parent: check.parent ?? null,
    levels: check.levels ?? {},
    paused: given.paused,
    ...(type === 'heartbeat' ? { token: given.token } : {}),
  }
}

function wholeChannel(item: Item): Item {
  const kind = channelKindOf(String(item.type))
  const fields = kind.fields.map((field): [string, unknown] => {
    const given = item[field.name]
    if (given !== undefined && given !== '') return [field.name, given]
    if (!field.otherwise) return [field.name, null]
    // A secret of our own making is whatever it was made to be.
    return [field.name, isSealed(field) ? undefined : field.otherwise(new Uint8Array(32))]
  })
  const levels = (item.levels as string[] | undefined) ?? kind.levels ?? ['critical', 'warning']
  return {
    type: item.type,
    name: item.name,
    levels: [...new Set(levels)].toSorted(),
    audience: item.audience,
    enabled: item.enabled,
    ...Object.fromEntries(fields),
  }
}

function wholePolicy({ id: _id, ...given }: Item): Item {
  const { name, steps, ...rest } = policyInput.parse(given)
  const quiet = rest.quietHours ?? null
  return {
    name,
    steps: steps.map(({ onCall = [], people = [], ...one }) => ({ ...one, onCall, people })),
    remindEveryMinutes: rest.remindEveryMinutes ?? null,
    repeat: rest.repeat ?? null,
    quietHours: quiet && { ...quiet, days: quiet.days ?? null },
    digest: rest.digest ?? null,
    drill: rest.drill ?? null,
  }
}

interface Component {
  name: string
  key?: string
  check: string | null
  hand?: string | null
}

function wholePage({ id: _id, ...item }: Item): Item {
  const groups = (item.groups ?? []) as { name: string | null; components: Component[] }[]
  return {
    checks: null,
    text: '',
    accent: null,
    theme: 'auto',
    language: 'en',
    auto: true,
    autoMaintenance: true,
    templates: [],
    isIndexed: true,
    embedOn: [],
    isPublic: true,
    ...item,
    groups: groups.map(({ name, components }) => ({
      name,
      components: components.map(({ name: called, check, hand, key }) => ({
        name: called,
        check,
        hand: check === null ? (hand ?? 'up') : null,
        ...(key === undefined ? {} : { key }),
      })),
    })),
  }
}

function wholeWindow({ id: _id, ...given }: Item): Item {
  const { startsAt, endsAt, checks, tags, repeat } = maintenanceInput.parse(given)
  const iso = (text: string) => new Date(text).toISOString()
  return {
    startsAt: startsAt === undefined ? undefined : iso(startsAt),
    endsAt: endsAt ? iso(endsAt) : null,
    checks: checks ?? null,
    tags: tags ?? null,
    repeat: repeat ?? null,
  }
}

export interface WholeLayer {
  hours: number | null
  only: { days: number[] | null } | null
}

function wholeSchedule({ id: _id, ...given }: Item): Item {
  const { layers, ...rest } = scheduleInput.parse(given)
  return {
    ...rest,
    layers: layers.map(({ hours = null, only = null, ...one }) => ({
      ...one,
      hours,
      only: only && { ...only, days: only.days ?? null },
    })),
  }
}

/** A layer as it is given: without what is not there. */
export function plainLayer({ hours, only, ...rest }: WholeLayer): Item {
  const { days, ...span } = only ?? { days: null }
  return {
    ...rest,
    ...(hours === null ? {} : { hours }),
    ...(only ? { only: days === null ? span : { ...span, days } } : {}),
  }
}

function wholeSilence({ id: _id, ...given }: Item): Item {
  const { check = null, tag = null, pattern = null, until, reason } = silenceInput.parse(given)
  return { check, tag, pattern, until: new Date(until).toISOString(), reason }
}

/** The fields that make it what it is: kept when a whole one is made small again. */
const essential: Record<ItemKind, readonly string[]> = {
  channels: ['name', 'type'],
  schedules: ['name', 'timeZone', 'layers'],
  policies: ['name', 'steps'],
  checks: ['name', 'type'],
  pages: ['slug', 'title'],
  maintenance: ['startsAt', 'endsAt'],
  silences: ['until', 'reason'],
}

/** Without what would be filled in anyway. `whole(slim(x))` is `whole(x)`. */
export function slim(kind: ItemKind, item: Item): Item {
  const kept = [...essential[kind], 'id']
  const bare = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))
  const full = whole(kind, bare)
  return Object.fromEntries(
    Object.entries(bare).filter(([name, value]) => {
      if (kept.includes(name)) return true
      const { [name]: _left, ...without } = bare
      return !isSame(defaultOf(kind, without, name), full[name]) || value === mask
    }),
  )
}

/** What a field is filled with when it is left out; undefined where it cannot be. */
function defaultOf(kind: ItemKind, without: Item, name: string): unknown {
  try {
    return whole(kind, without)[name]
  } catch {
    return undefined
  }
}

/** The item with every secret as the mask, as it may be shown. */
export function veiled(kind: ItemKind, item: Item): Item {
  if (kind === 'channels') {
    const { fields } = channelKindOf(String(item.type))
    const sealed = new Set(fields.filter(isSealed).map((field) => field.name))
    return Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        sealed.has(name) && typeof value === 'string' && value !== '' ? mask : value,
      ]),
    )
  }
  if (kind !== 'checks' || !isCheckType(item.type)) return item
  const { id: _id, ...given } = item
  const input = checkInput.parse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  ) as CheckInput
  const shown: Check = withSecrets(resolveCheck(input, nowhere), () => mask)
  const settings = settingsOf(shown) as unknown as Record<string, unknown>
  const own = Object.keys(item).filter((name) => name in settings && item[name] !== undefined)
  return { ...item, ...Object.fromEntries(own.map((name) => [name, settings[name]])) }
}
