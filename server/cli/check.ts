// `esonar check …`: add, list, pause, resume, now, remove.
import type { z } from 'zod'
import { commonFields } from '../../workers/domain/check/check-fields.ts'
import { checkInput, isCheckType, kindOf, typeNames } from '../../workers/domain/check/index.ts'
import { parsed } from '../../workers/routes/api.ts'
import { Refusal } from '../refusal.ts'
import { type Command, Misuse, type Options, type Room, textOf } from './command.ts'
import { type Hub, hubOf } from './hub.ts'
import { columns, type Paint, painter, tame } from './paint.ts'

interface Check {
  id: string
  name: string
  type: string
  target: string
  paused: boolean
  intervalSeconds: number
  tags: string[]
}

const verbs = ['list', 'add', 'now', 'pause', 'resume', 'remove'] as const

export const check: Command = {
  summary: 'list, add, ask now, pause, resume, remove checks',
  words: 'list | add TARGET [FIELD=VALUE…] | now|pause|resume|remove NAME|ID…',
  verbs,
  options: {
    type: { type: 'string', value: 'TYPE', help: `add: ${typeNames.join(', ')}` },
    name: { type: 'string', value: 'NAME', help: 'add: how it is called' },
    tag: { type: 'string', value: 'TAG', help: 'list: those that carry it; add: carries it' },
    health: { type: 'string', value: 'HEALTH', help: 'list: up, slow, regional, down, unknown …' },
    json: { type: 'boolean', help: 'for scripts' },
  },
  async run(room, [verb = 'list', ...words], options) {
    const hub = hubOf(room)
    if (verb === 'list') {
      if (words.length > 0)
        throw new Misuse(`list takes no "${words[0]}"; --tag, --type and --health narrow it.`)
      return list(room, hub, options)
    }
    if (verb === 'add') return add(room, hub, words, options)
    if (!verbs.some((one) => one === verb))
      throw new Misuse(`there is no "check ${verb}"; there are ${verbs.join(', ')}.`)
    if (words.length === 0)
      throw new Misuse(`name the check to ${verb === 'now' ? 'ask now' : verb}.`)
    const all = await hub.list<Check>('/api/checks')
    const found = words.map((word) => findIn(all, word))
    let code = 0
    for (const one of found) {
      if (verb === 'now') code = Math.max(code, await now(room, hub, one, options))
      else await change(room, hub, verb, one, options)
    }
    return code
  },
}

/** The one that is called so, or has this id. Throws a Refusal for none, and for several. */
export function findIn<T extends { id: string; name: string }>(all: readonly T[], word: string): T {
  const byId = all.find((one) => one.id === word)
  if (byId) return byId
  const named = all.filter((one) => one.name === word)
  const close = all.filter((one) => one.name.toLowerCase().includes(word.toLowerCase()))
  const found = named.length > 0 ? named : close
  const [one, ...more] = found
  if (one && more.length === 0) return one
  if (!one) throw new Refusal(`There is no check "${word}"; esonar check list has them all.`)
  const some = found.slice(0, 6).map(({ id, name }) => `"${name}" (${id})`)
  throw new Refusal(`"${word}" may be ${some.join(', ')}; say which.`)
}

async function list(room: Room, hub: Hub, options: Options): Promise<number> {
  const query = new URLSearchParams()
  for (const name of ['tag', 'type', 'health']) {
    const value = textOf(options, name)
    if (value !== null) query.set(name, value)
  }
  const path = query.size > 0 ? `/api/checks?${query}` : '/api/checks'
  const [checks, healths] = await Promise.all([hub.list<Check>(path), healthOf(hub)])
  if (options.json) {
    const told = checks.map((one) => ({ ...one, health: healths.get(one.id) ?? 'unknown' }))
    room.out(JSON.stringify(told, null, 2))
    return 0
  }
  const paint = painter(room.isTerminal)
  const rows = checks.map((one) => [
    healthText(one.paused ? 'paused' : (healths.get(one.id) ?? 'unknown'), paint),
    paint.bold(tame(one.name)),
    one.type,
    tame(one.target === one.name ? '' : one.target),
    paint.dim(one.tags.map((tag) => `#${tame(tag)}`).join(' ')),
  ])
  for (const line of columns(rows)) room.out(line)
  if (checks.length === 0) room.out('No checks. esonar check add https://example.com makes one.')
  return 0
}

/** The health of each, by its gauge: one request for all of them. */
export async function healthOf(hub: Hub): Promise<Map<string, string>> {
  const health = new Map<string, string>()
  for (const line of (await hub.text('/metrics')).split('\n')) {
    const found = /^esonar_check_health\{(.*)\} 1$/.exec(line)
    const check = /(?:^|,)check="([^"]*)"/.exec(found?.[1] ?? '')?.[1]
    const name = /(?:^|,)health="([^"]*)"/.exec(found?.[1] ?? '')?.[1]
    if (check && name) health.set(check, name)
  }
  return health
}

/** A health in its colour. */
export function healthText(health: string, paint: Paint): string {
  if (health === 'up') return paint.green(health)
  if (health === 'down' || health === 'silent') return paint.red(health)
  return health === 'paused' || health === 'unknown' ? paint.dim(health) : paint.yellow(health)
}

async function add(room: Room, hub: Hub, words: string[], options: Options): Promise<number> {
  const made = await hub.send<Check>('POST', '/api/checks', inputOf(words, options))
  room.out(
    options.json ? JSON.stringify(made, null, 2) : `Added "${tame(made.name)}" (${made.id}).`,
  )
  return 0
}

/** What the words of `check add` mean. */
export function inputOf([target, ...fields]: string[], options: Options): Record<string, unknown> {
  if (!target) throw new Misuse('give a target: an address, host:port, or a name with --type.')
  const given = target.includes('=') && !target.includes('://') ? [target, ...fields] : fields
  const type = textOf(options, 'type') ?? typeOf(target)
  if (!isCheckType(type)) throw new Misuse(`--type must be one of ${typeNames.join(', ')}.`)
  const [name, tag] = [textOf(options, 'name'), textOf(options, 'tag')]
  const input = {
    type,
    ...(given === fields ? targetOf(type, target) : {}),
    ...(name === null ? {} : { name }),
    ...(tag === null ? {} : { tags: [tag] }),
    ...fieldsOf(type, given),
  }
  try {
    parsed(checkInput, input)
  } catch (fault) {
    const { field, detail } = fault as { field?: string; detail?: string }
    throw new Refusal([field, detail].filter((one) => !!one).join(' '))
  }
  return input
}

function typeOf(target: string): string {
  if (/^https?:\/\//.test(target)) return 'http'
  if (/^wss?:\/\//.test(target)) return 'websocket'
  if (/^(\[[\da-f:.]+\]|[^:/]+):\d+$/i.test(target)) return 'tcp'
  throw new Misuse(`what "${target}" is, --type must say; an address begins with https://.`)
}

/** The fields that a target sets, by what its type asks for. */
function targetOf(type: keyof typeof kindNames, target: string): Record<string, unknown> {
  const field = kindNames[type]
  if (field === 'host' && type === 'tcp') {
    const [, host = target, port] = /^(.*):(\d+)$/.exec(target) ?? []
    return { host, ...(port ? { port: Number(port) } : {}) }
  }
  return { [field]: target }
}

const kindNames = Object.fromEntries(
  typeNames.map((type) => {
    const { required } = kindOf(type)
    return [
      type,
      ['url', 'host', 'domain'].find((one) => (required as string[]).includes(one)) ?? 'name',
    ]
  }),
) as Record<(typeof typeNames)[number], string>

/** `intervalSeconds=30`, each by what its field takes: as JSON has it, as a text, or as the entry of a
 *  list, which may be given several times. */
function fieldsOf(type: keyof typeof kindNames, words: string[]): Record<string, unknown> {
  const texts = new Map<string, string[]>()
  for (const word of words) {
    const [, name, text = ''] = /^([A-Za-z]+)=(.*)$/s.exec(word) ?? []
    if (!name) throw new Misuse(`"${word}" is not like intervalSeconds=30.`)
    texts.set(name, [...(texts.get(name) ?? []), text])
  }
  const fields: Record<string, z.ZodType> = { ...commonFields, ...kindOf(type).fields }
  return Object.fromEntries(
    [...texts].map(([name, all]) => [name, readBy(fields[name], all.map(jsonOf), all)]),
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The first reading that a field takes; else one whose entries it would look at, for its words. */
function readBy(field: z.ZodType | undefined, read: unknown[], texts: string[]): unknown {
  const single = texts.length === 1 ? [read[0], texts[0]] : []
  const readings = [...single, texts]
  const isOfList = field?.safeParse(texts).error?.issues[0]?.path[0] !== undefined
  return readings.find((one) => field?.safeParse(one).success) ?? (isOfList ? texts : readings[0])
}

async function change(room: Room, hub: Hub, verb: string, one: Check, options: Options) {
  const path = `/api/checks/${one.id}`
  if (verb === 'remove') await hub.send('DELETE', path)
  else await hub.send(verb === 'pause' ? 'PUT' : 'DELETE', `${path}/pause`)
  const past = { pause: 'Paused', resume: 'Resumed', remove: 'Removed' }[verb]
  const told = { id: one.id, name: one.name, [String(past).toLowerCase()]: true }
  room.out(options.json ? JSON.stringify(told) : `${past} "${tame(one.name)}".`)
}

interface Looks {
  command: string | null
  data: { location: string; kind: string; words: string; counted: boolean }[]
}

/** Asks at once; 1 when a place fails. */
async function now(room: Room, hub: Hub, one: Check, options: Options): Promise<number> {
  const looks = await hub.send<Looks>('POST', `/api/checks/${one.id}/probes`, {})
  const failed = looks.data.some((look) => look.kind === 'fail')
  if (options.json) room.out(JSON.stringify({ check: one.id, name: one.name, ...looks }, null, 2))
  else {
    const paint = painter(room.isTerminal)
    const colours = { pass: paint.green, fail: paint.red } as Record<string, Paint['green']>
    room.out(paint.bold(tame(one.name)))
    const rows = looks.data.map(({ kind, words }) => [
      `  ${(colours[kind] ?? paint.yellow)(kind)}`,
      tame(words),
    ])
    for (const line of columns(rows)) room.out(line)
  }
  return failed ? 1 : 0
}
