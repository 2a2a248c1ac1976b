// Config as code as text: YAML in and out, secrets from the environment, faults with their line.
import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, visit } from 'yaml'
import { kindOf as channelKindOf, channelTypes } from '../../workers/channel/index.ts'
import { commonInput, isSealed, textOf } from '../../workers/channel/input.ts'
import { checkInput } from '../../workers/domain/check/index.ts'
import { pageInput } from '../../workers/domain/page/input.ts'
import type { Problem } from '../../workers/domain/problem.ts'
import { mask } from '../../workers/flow/checks.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { maintenanceInput } from '../../workers/routes/maintenance.ts'
import { policyInput } from '../../workers/routes/policies.ts'
import { scheduleInput } from '../../workers/routes/schedules.ts'
import { silenceInput } from '../../workers/routes/silences.ts'
import { Refusal } from '../refusal.ts'
import {
  emptyItems,
  type Item,
  type ItemKind,
  type Items,
  kinds,
  nameField,
  nameOf,
  oneOf,
} from './item.ts'

type Environment = Record<string, string | undefined>
type Fault = (path: (string | number)[], why: string) => Refusal

const variable = /\$(\$\{[A-Za-z_][A-Za-z0-9_]*\})|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** The items of a text. Throws a Refusal that names file, line, item, field and remedy. */
export function readItems(text: string, file: string, env: Environment): Items {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => `${file}, line ${lines.linePos(offset).line}`
  const [error] = document.errors
  if (error) throw new Refusal(`${at(error.pos[0])}: ${error.message}.`)
  const fault: Fault = (path, why) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined
      if (node?.range) return new Refusal(`${at(node.range[0])}: ${why}.`)
    }
    return new Refusal(`${file}: ${why}.`)
  }
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string') return
      node.value = node.value.replace(variable, (_all, escaped, name: string) => {
        if (escaped) return escaped as string
        const value = env[name]
        if (value !== undefined) return value
        throw new Refusal(`${at(node.range?.[0] ?? 0)}: ${name} is not set in the environment.`)
      })
    },
  })
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) return emptyItems()
  if (!isMap(root)) throw new Refusal(`${file} must have lists under ${kinds.join(', ')}.`)
  return itemsOf(document.toJS() as Record<string, unknown>, fault, (path) =>
    isSeq(document.getIn(path, true)),
  )
}

function itemsOf(
  tree: Record<string, unknown>,
  fault: Fault,
  isList: (path: string[]) => boolean,
): Items {
  const items = emptyItems()
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'version') {
      if (value !== 1) throw fault([key], 'version must be 1')
      continue
    }
    const kind = kinds.find((one) => one === key)
    if (!kind) throw fault([key], `there is no "${key}"; there are ${kinds.join(', ')}`)
    if (value === null) continue
    if (!isList([key])) throw fault([key], `"${key}" must be a list`)
    const seen = new Set<string>()
    for (const [index, raw] of (value as unknown[]).entries()) {
      const item = read(kind, raw, (path, why) => fault([key, index, ...path], why))
      const name = nameOf(kind, item)
      if (seen.has(name) && item.id === undefined)
        throw fault([key, index], `${oneOf[kind]} "${name}" is there twice`)
      seen.add(name)
      items[kind].push(item)
    }
  }
  return items
}

/** One item as it was written, known to be right in itself. */
function read(kind: ItemKind, raw: unknown, fault: Fault): Item {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw fault([], `this is no ${oneOf[kind]}: give its fields`)
  const { id, ...item } = raw as Record<string, unknown>
  if (id !== undefined && typeof id !== 'string') throw fault(['id'], 'id must be a text')
  const named = nameField(kind)
  if (named && (typeof item[named] !== 'string' || item[named] === ''))
    throw fault([], `${oneOf[kind]}: ${named} is missing`)
  const problem = wrongWith(kind, item)
  if (problem) {
    const name = named === null ? '' : ` "${nameOf(kind, item)}"`
    const { field, detail } = problem
    const path = (field ?? '').split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    throw fault(path, `${oneOf[kind]}${name}: ${field ? `${field} ` : ''}${detail}`)
  }
  return id === undefined ? item : { id, ...item }
}

export const schemas = {
  checks: checkInput,
  schedules: scheduleInput,
  policies: policyInput,
  pages: pageInput,
  maintenance: maintenanceInput,
  silences: silenceInput,
}

/** What the API would say of an item with no id of its own; null: nothing. */
export function wrongWith(kind: ItemKind, item: Item): Wrong | null {
  return kind === 'channels' ? wrongChannel(item) : wrongBy(schemas[kind], item)
}

type Wrong = Pick<Problem, 'detail' | 'field'>

interface Schema {
  safeParse(
    value: unknown,
  ):
    | { success: true }
    | { success: false; error: { issues: Parameters<typeof problemOfIssues>[0] } }
}

function wrongBy(schema: unknown, item: unknown): Wrong | null {
  const result = (schema as Schema).safeParse(item)
  return result.success ? null : problemOfIssues(result.error.issues)
}

/** As the API says it; but a secret may be the mask, which keeps what is there. */
function wrongChannel(item: Item): Wrong | null {
  const type = channelTypes.find((one) => one === item.type)
  if (!type) return { field: 'type', detail: `must be one of ${channelTypes.join(', ')}` }
  const { fields } = channelKindOf(type)
  for (const [name, value] of Object.entries(item)) {
    if (name === 'type') continue
    if (name === 'enabled') {
      if (typeof value !== 'boolean') return { field: name, detail: 'must be true or false' }
      continue
    }
    const field = fields.find((one) => one.name === name)
    const known = name in commonInput ? commonInput[name as keyof typeof commonInput] : null
    if (!field && !known) {
      const names = fields.map((one) => one.name).join(', ')
      return { field: name, detail: `is no field of this channel; it has ${names}` }
    }
    if (field && isSealed(field) && value === mask) continue
    const wrong = wrongBy(field ? textOf(field) : known, value)
    if (wrong) return { field: name, detail: wrong.detail }
  }
  const missing = fields.find((field) => field.required && !item[field.name])
  return missing ? { field: missing.name, detail: `is missing: ${missing.help}` } : null
}

/** Items as a text that `readItems` reads back as the same items; `keepVariables`: what looks like a
 *  variable is one. */
export function writeItems(items: Items, head: readonly string[], keepVariables = false): string {
  const told = Object.fromEntries(
    kinds.flatMap((kind) =>
      items[kind].length > 0
        ? [[kind, items[kind].map((one) => (keepVariables ? one : escaped(one)))]]
        : [],
    ),
  )
  const comment = head.map((line) => `# ${line}`.trimEnd()).join('\n')
  return `${comment}\n${stringify({ version: 1, ...told }, { lineWidth: 100 })}`
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, (all) => `$${all}`)
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, escaped(one)]))
}
