// The JSON Schema of config as code, for editors: drawn from the schemas that the API itself uses.
import { z } from 'zod'
import { channelInput } from '../../workers/channel/index.ts'
import { schemas } from './text.ts'

type Json = Record<string, unknown>

/** The schema of a whole file. */
export function fileSchema(): Json {
  const anyOf = (schema: unknown, extra: Json, names: readonly string[] = []) =>
    extended(
      z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }),
      extra,
      names,
    )
  const id = {
    type: 'string',
    description: 'Which one is meant, where several have this name.',
  }
  const list = (items: Json) => ({ type: ['array', 'null'], items })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Checks of eSonar',
    description: `Texts may have \${NAME}: a variable of the environment. Others are named by name.`,
    type: 'object',
    additionalProperties: false,
    properties: {
      version: { const: 1 },
      channels: list(anyOf(channelInput, { id, enabled: { type: 'boolean' } }, ['name'])),
      schedules: list(anyOf(schemas.schedules, { id })),
      policies: list(anyOf(schemas.policies, { id })),
      checks: list(anyOf(schemas.checks, { id }, ['name'])),
      pages: list(anyOf(schemas.pages, { id })),
      maintenance: list(anyOf(schemas.maintenance, { id })),
      silences: list(anyOf(schemas.silences, { id })),
    },
  }
}

/** With more fields, in each of its alternatives. */
function extended(schema: Json, extra: Json, names: readonly string[]): Json {
  const { $schema: _dialect, ...rest } = schema
  if (Array.isArray(rest.oneOf))
    return { ...rest, oneOf: (rest.oneOf as Json[]).map((one) => extended(one, extra, names)) }
  const required = [...new Set([...((rest.required as string[] | undefined) ?? []), ...names])]
  return {
    ...rest,
    properties: { ...(rest.properties as Json), ...extra },
    ...(required.length > 0 ? { required } : {}),
  }
}
