// The description of the API: what OpenAPI 3.1 asks of a document, as far as it can be held against
// it without another package; and the page that people read it on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindOf, typeNames } from '../../workers/domain/check/index.ts'
import { openWorld, type World } from './world.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is looked into
type Any = any
let world: World
let document: Any
beforeAll(async () => {
  world = await openWorld()
  document = (await world.ask('GET', '/api/openapi.json', { key: null })).json
})
afterAll(() => world.stop())

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']
const topLevel = [
  'openapi',
  'info',
  'security',
  'components',
  'paths',
  'webhooks',
  'tags',
  'servers',
]

/** Everything wrong with a document, each with the place it is at. */
function faultsOf(doc: Any): string[] {
  const faults: string[] = []
  const wrong = (at: string, what: string) => faults.push(`${at}: ${what}`)
  if (!/^3\.1\.\d+$/.test(doc.openapi)) wrong('openapi', 'is not 3.1')
  for (const field of Object.keys(doc)) if (!topLevel.includes(field)) wrong(field, 'is unknown')
  for (const field of ['title', 'version']) {
    if (typeof doc.info?.[field] !== 'string') wrong(`info.${field}`, 'is missing')
  }
  const security = (list: Any[], at: string) => {
    for (const name of list.flatMap((one) => Object.keys(one))) {
      if (!doc.components?.securitySchemes?.[name]) wrong(at, `security ${name} is not described`)
    }
  }
  security(doc.security ?? [], 'security')
  for (const [name, schema] of Object.entries(doc.components?.schemas ?? {})) {
    if (!/^[\w.-]+$/.test(name)) wrong(name, 'is no name of a component')
    faults.push(...schemaFaults(doc, schema, name))
  }
  for (const [path, item] of Object.entries<Any>(doc.paths)) {
    if (!path.startsWith('/')) wrong(path, 'does not begin with /')
    for (const [method, operation] of Object.entries<Any>(item)) {
      if (!methods.includes(method)) wrong(path, `${method} is no method`)
      else faults.push(...operationFaults(doc, path, method, operation))
      security(operation.security ?? [], `${method} ${path}`)
    }
  }
  const shapes = Object.keys(doc.paths).map((path) => path.replace(/\{[^}]*\}/g, '{}'))
  if (new Set(shapes).size !== shapes.length) wrong('paths', 'two differ by names alone')
  return faults
}

function operationFaults(doc: Any, path: string, method: string, operation: Any): string[] {
  const faults: string[] = []
  const at = `${method} ${path}`
  const parameters: Any[] = operation.parameters ?? []
  const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
  const given = parameters.filter((one) => one.in === 'path')
  if (
    given
      .map((one) => one.name)
      .toSorted()
      .join() !== named.toSorted().join()
  ) {
    faults.push(`${at}: its path has ${named}, described are ${given.map((one) => one.name)}`)
  }
  const keys = parameters.map((one) => `${one.in} ${one.name}`)
  if (new Set(keys).size !== keys.length) faults.push(`${at}: a parameter twice`)
  for (const one of parameters) {
    if (!['path', 'query', 'header', 'cookie'].includes(one.in)) faults.push(`${at}: in ${one.in}`)
    if (one.in === 'path' && one.required !== true) faults.push(`${at}: ${one.name} not required`)
    if (!one.schema === !one.content) faults.push(`${at}: ${one.name} has no one schema`)
    faults.push(...schemaFaults(doc, one.schema ?? {}, `${at} ${one.name}`))
  }
  if (operation.requestBody && !operation.requestBody.content) faults.push(`${at}: empty body`)
  const answers = Object.entries<Any>(operation.responses ?? {})
  if (answers.length === 0) faults.push(`${at}: no answer`)
  for (const [status, answer] of answers) {
    if (!/^[1-5](?:\d\d|XX)$|^default$/.test(status)) faults.push(`${at}: status ${status}`)
    if (typeof answer.description !== 'string') faults.push(`${at}: ${status} is not described`)
  }
  const media = [operation.requestBody, ...answers.map(([, answer]) => answer)]
  for (const [type, one] of media.flatMap((part) => Object.entries<Any>(part?.content ?? {}))) {
    if (!/^[\w.+-]+\/[\w.+*-]+(?:;.*)?$/.test(type)) faults.push(`${at}: ${type} is no media type`)
    faults.push(...schemaFaults(doc, one.schema ?? {}, at))
  }
  return faults
}

/** Of JSON Schema 2020-12: what is left of 3.0, what leads nowhere, what is no type. */
function schemaFaults(doc: Any, schema: Any, at: string): string[] {
  if (typeof schema === 'boolean') return []
  const faults: string[] = []
  if ('nullable' in schema) faults.push(`${at}: nullable is of 3.0`)
  for (const edge of ['exclusiveMinimum', 'exclusiveMaximum']) {
    if (edge in schema && typeof schema[edge] !== 'number') faults.push(`${at}: ${edge} of 3.0`)
  }
  if (schema.$ref !== undefined) {
    const steps = String(schema.$ref).replace(/^#\//, '').split('/')
    const found = steps.reduce((one, step) => one?.[step], doc)
    if (!found) faults.push(`${at}: ${schema.$ref} leads nowhere`)
  }
  for (const type of [schema.type ?? []].flat()) {
    if (!types.includes(type)) faults.push(`${at}: type ${type}`)
  }
  if (schema.required && new Set(schema.required).size !== schema.required.length) {
    faults.push(`${at}: required twice`)
  }
  if (schema.pattern !== undefined) {
    try {
      new RegExp(schema.pattern, 'u')
    } catch {
      faults.push(`${at}: pattern ${schema.pattern}`)
    }
  }
  const inner = [
    ...Object.values<Any>(schema.properties ?? {}),
    ...['oneOf', 'anyOf', 'allOf', 'prefixItems'].flatMap((key) => schema[key] ?? []),
    ...['items', 'additionalProperties', 'not', 'propertyNames'].flatMap((key) =>
      key in schema ? [schema[key]] : [],
    ),
  ]
  return [...faults, ...inner.flatMap((one) => schemaFaults(doc, one, at))]
}

describe('the document', () => {
  it('is what OpenAPI 3.1 asks for', () => {
    expect(Object.keys(document.paths).length).toBeGreaterThan(50)
    expect(faultsOf(document)).toEqual([])
  })

  it.each<[string, (doc: Any) => void]>([
    [
      'leads nowhere',
      (doc) =>
        (doc.paths['/api/checks'].get.responses[200].content['application/json'].schema = {
          $ref: '#/components/schemas/No',
        }),
    ],
    ['nullable', (doc) => (doc.components.schemas.Check.properties.name.nullable = true)],
    ['described are', (doc) => (doc.paths['/api/checks/{id}'].get.parameters = [])],
    ['is not described', (doc) => delete doc.paths['/metrics'].get.responses[200].description],
    ['no method', (doc) => (doc.paths['/metrics'].fetch = {})],
    ['type text', (doc) => (doc.components.schemas.Check.properties.name.type = 'text')],
  ])('is found out when it %s', (fault, spoil) => {
    const spoilt = structuredClone(document)
    spoil(spoilt)
    expect(faultsOf(spoilt).join('\n')).toContain(fault)
  })
})

describe('a check', () => {
  const bodyOf = (path: string, method: string) =>
    document.paths[path][method].requestBody.content['application/json'].schema

  it.each(typeNames)('of type %s has words on each field, and what is meant without it', (type) => {
    for (const path of ['/api/checks', '/api/probes']) {
      const shape = bodyOf(path, 'post').oneOf.find(
        (one: Any) => one.properties.type.enum[0] === type,
      )
      for (const [name, { description }] of Object.entries<Any>(shape.properties)) {
        expect([name, description]).toEqual([name, expect.stringMatching(/\.$/)])
      }
      const { form, defaults } = kindOf(type)
      for (const { name, help } of form) {
        expect(shape.properties[name].description).toContain(help)
      }
      for (const [name, usual] of Object.entries(defaults)) {
        expect(shape.properties[name].default).toEqual(usual)
      }
    }
  })

  it('is changed by fields that are described, and by none that it would lose by default', () => {
    const { properties } = bodyOf('/api/checks/{id}', 'patch')
    expect(properties.confirmSeconds).toMatchObject({ maximum: 600 })
    expect(properties.confirmSeconds.description).toMatch(/Most places must fail/)
    expect(Object.values<Any>(properties).filter((one) => 'default' in one)).toEqual([])
    expect(properties).not.toHaveProperty('type')
  })
})

describe('the page', () => {
  it('has every call, with its fields and a line to try it by, and needs no script', async () => {
    const { status, text, headers } = await world.ask('GET', '/api', { key: null })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(text).not.toContain('<script')
    const calls = Object.entries<Any>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()}</b> <code>${path}</code>`),
    )
    for (const call of calls) expect(text).toContain(call)
    expect(text.split('<details').length - 1).toBe(calls.length)
    expect(text).toContain('http | tcp | tls')
    expect(text).toContain('&#39;http://esonar.test/api/checks/bulk&#39;')
    expect(text.length).toBeLessThan(200_000)
  })

  it('does not stand in the way of the calls', async () => {
    expect((await world.ask('GET', '/api/checks', { key: null })).status).toBe(401)
    expect((await world.ask('GET', '/api/nothing', { key: null })).status).toBe(401)
  })
})
