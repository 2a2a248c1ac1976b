// The form of an API key: its texts as the API would take them.
import type { Context } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import type { KeyInput } from '../../workers/flow/keys.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { keyInput } from '../../workers/routes/keys.ts'
import { accesses, lives } from '../parts/api-keys.tsx'
import { valuesOf } from './form.tsx'

const dayMs = 86_400_000

/** Throws a problem that names the form's field. */
export async function keyOf(c: Context<AppEnv>, texts: Record<string, string>): Promise<KeyInput> {
  const { name = '', role = '', access = accesses[0], expires = lives[0] } = texts
  if (!accesses.some((one) => one === access)) throw unknownChoice('access')
  if (!lives.some((one) => one === expires)) throw unknownChoice('expires')
  const days = Number.parseInt(expires, 10)
  const until = c.get('hub').now() + days * dayMs
  return parsed(keyInput, {
    name,
    role,
    scopes: scopesOf(access === 'read only' ? 'read' : 'write', await valuesOf(c, 'nouns')),
    expiresAt: Number.isNaN(days) ? null : new Date(until).toISOString(),
  })
}

function scopesOf(access: 'read' | 'write', nouns: string[]): string[] | null {
  if (nouns.length > 0) return nouns.map((noun) => `${noun}:${access}`)
  return access === 'read' ? ['read'] : null
}

function unknownChoice(field: string): Problem {
  return new Problem('invalid', 'is none of the choices; take one of the list', field)
}
