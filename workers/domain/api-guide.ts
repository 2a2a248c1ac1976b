// The description of the API (OpenAPI 3.1) as a page for people reads it: calls by subject, each
// with what it takes, what it answers, and the line that asks for it.

interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  oneOf?: Schema[]
  anyOf?: Schema[]
  description?: string
  minimum?: number
  maximum?: number
  default?: unknown
  format?: string
  $ref?: string
}
interface Operation {
  tags?: string[]
  summary?: string
  parameters?: {
    name: string
    in: string
    required?: boolean
    description?: string
    schema?: Schema
  }[]
  requestBody?: { content?: Record<string, { schema?: Schema; example?: unknown }> }
  responses: Record<string, { description?: string; content?: Record<string, unknown> }>
}
export interface Description {
  info: { version: string }
  paths?: Record<string, Record<string, unknown>>
  components?: { schemas?: Record<string, Schema> }
}

export interface GuideField {
  name: string
  where: 'path' | 'query' | 'body'
  type: string
  isRequired: boolean
  help: string
}
export interface GuideCall {
  id: string
  method: string
  path: string
  summary: string
  fields: GuideField[]
  answers: { status: string; words: string }[]
  curl: string
}
export interface GuideSection {
  name: string
  calls: GuideCall[]
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** All calls by their first tag, both in the order of the alphabet, calls as described. */
export function guideOf(document: Description, baseUrl: string): GuideSection[] {
  const sections = new Map<string, GuideCall[]>()
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined
      if (!operation) continue
      const name = operation.tags?.[0] ?? 'others'
      const call = callOf(document, method, path, operation, baseUrl)
      sections.set(name, [...(sections.get(name) ?? []), call])
    }
  }
  return [...sections]
    .map(([name, calls]) => ({ name, calls }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function callOf(
  document: Description,
  method: string,
  path: string,
  operation: Operation,
  baseUrl: string,
): GuideCall {
  const parameters = (operation.parameters ?? []).map((one) => ({
    name: one.name,
    where: one.in === 'path' ? ('path' as const) : ('query' as const),
    type: typeOf(one.schema ?? {}),
    isRequired: one.required ?? false,
    help: one.description ?? '',
  }))
  const content = operation.requestBody?.content?.['application/json']
  return {
    id: `${method}-${path.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    fields: [...parameters, ...bodyFields(document, content?.schema)],
    answers: Object.entries(operation.responses).map(([status, { description }]) => ({
      status,
      words: description ?? '',
    })),
    curl: curlOf(method, path, content?.example, baseUrl),
  }
}

/** Fields of a body; of one that may have several shapes, those that all of them have. */
function bodyFields(document: Description, given: Schema | undefined): GuideField[] {
  const schema = given && resolved(document, given)
  if (!schema) return []
  const shapes = (schema.oneOf ?? schema.anyOf ?? [schema]).map((one) => resolved(document, one))
  const [first, ...others] = shapes
  return Object.entries(first?.properties ?? {})
    .filter(([name]) => others.every((one) => one.properties?.[name]))
    .map(([name, one]) => ({
      name,
      where: 'body' as const,
      type: typeOf(
        merged(shapes.map((shape) => resolved(document, shape.properties?.[name] ?? one))),
      ),
      isRequired: shapes.every((shape) => shape.required?.includes(name)),
      help: one.description ?? '',
    }))
}

function resolved(document: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return (name && document.components?.schemas?.[name]) || schema
}

/** One word of several constants: what any of the shapes takes. */
function merged(schemas: Schema[]): Schema {
  const words = [...new Set(schemas.flatMap((one) => one.enum ?? one.const ?? []))]
  return words.length > 0 ? { enum: words } : schemas[0]!
}

function typeOf(schema: Schema): string {
  const { type, items, minimum, maximum } = schema
  const words = schema.enum ?? (schema.const === undefined ? null : [schema.const])
  if (words) return words.map(String).join(' | ')
  if (schema.oneOf ?? schema.anyOf) {
    return (schema.oneOf ?? schema.anyOf)!.map(typeOf).join(' | ')
  }
  const names = [type ?? 'any'].flat()
  const range =
    minimum === undefined || maximum === undefined || maximum > 1e15 ? '' : ` ${minimum}–${maximum}`
  return names
    .map((name) => (name === 'array' ? `list of ${items ? typeOf(items) : 'any'}` : name))
    .map((name) => (name === 'integer' ? `whole number${range}` : name))
    .map((name) => (name === 'string' && schema.format === 'date-time' ? 'instant' : name))
    .join(' | ')
}

/** A line for a shell; the key stands in a variable. */
function curlOf(method: string, path: string, example: unknown, baseUrl: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const parts = [
    // Braces would be a pattern to curl.
    `curl ${quoted(baseUrl + path.replace(/\{(\w+)\}/g, '<$1>'))}`,
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    '-H "Authorization: Bearer $ESONAR_KEY"',
    ...(example === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(example))}`]),
  ]
  return parts.join(' \\\n  ')
}
