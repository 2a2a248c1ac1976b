// The description of the API says of each field of a check what its form says, and what is meant when it
// is left out: both come from the file of the type.
import { fieldsOf, levelPrefix } from '../../dashboard/parts/check-fields.ts'
import { commonDefaults } from '../domain/check/check-fields.ts'
import { isCheckType, kindOf } from '../domain/check/index.ts'

interface Schema {
  type?: unknown
  properties?: Record<string, Schema>
  enum?: unknown[]
  oneOf?: Schema[]
  description?: string
  default?: unknown
  additionalProperties?: unknown
}
interface Call {
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}
type Paths = Record<string, Record<string, Call>>

/** Fields that no form asks for by their own name. */
export const wordsApart = {
  type: 'What kind of check it is. It cannot change.',
  locations: 'Where it is asked from; null: the default ones.',
  paused: 'While true nothing is asked and nobody is told.',
  levels: `What other kinds of trouble are told at, where not as usual, like {"slow":"info"}.`,
}
const ofNobody = 'Means nothing here: nobody is asked.'

/** The document with words on every field that `POST /api/checks` and its kin take. */
export function withCheckWords<D extends { paths?: object | undefined }>(document: D): D {
  const copy = structuredClone(document)
  const paths = (copy.paths ?? {}) as Paths
  for (const path of ['/api/checks', '/api/probes']) {
    for (const shape of bodyOf(paths, path, 'post')?.oneOf ?? []) putWords(shape)
  }
  const patch = bodyOf(paths, '/api/checks/{id}', 'patch')
  const all = bodyOf(paths, '/api/checks', 'post')?.oneOf
  if (patch && all) Object.assign(patch, patchOf(all))
  return copy
}

function bodyOf(paths: Paths, path: string, method: string): Schema | undefined {
  return paths[path]?.[method]?.requestBody?.content?.['application/json']?.schema
}

function putWords({ properties = {} }: Schema): void {
  const type = properties.type?.enum?.[0]
  if (!isCheckType(type)) return
  const { apiHelp = {}, defaults, commonDefaults: own } = kindOf(type)
  const usual: Record<string, unknown> = { ...commonDefaults, ...own, ...defaults }
  const fields = fieldsOf(type).filter(({ name }) => !name.startsWith(levelPrefix))
  const words: Record<string, string> = { ...wordsApart, ...apiHelp }
  for (const { name, help, unit } of fields) words[name] = unit ? `${help} In ${unit}.` : help
  for (const [name, schema] of Object.entries(properties)) {
    schema.description = words[name] ?? ofNobody
    if (usual[name] !== undefined) schema.default = usual[name]
  }
}

/** What a change takes: fields of all types, and those of its own. */
function patchOf(shapes: Schema[]): Schema {
  const [first, ...others] = shapes
  const common = Object.entries(first?.properties ?? {}).filter(
    ([name]) => name !== 'type' && others.every(({ properties }) => properties?.[name]),
  )
  // What is left out of a change stays as it is.
  const bare = common.map(([name, { default: _, ...schema }]) => [name, schema])
  return {
    description: 'Fields of its own type, too, as they are described at POST /api/checks.',
    properties: Object.fromEntries(bare),
    additionalProperties: {},
  }
}
