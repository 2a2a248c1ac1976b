// compose.yaml, read: its services with what the environment fills in. A key that this reader does not
// know is an error.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Service {
  build?: string
  image?: string
  restart?: string
  stop_grace_period?: string
  ports?: string[]
  environment: Record<string, string>
  volumes: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[]; interval: string; retries: number }
}

export interface Compose {
  services: Record<string, Service>
  volumes: Record<string, null>
}

const keys = [
  'build',
  'image',
  'restart',
  'stop_grace_period',
  'ports',
  'environment',
  'volumes',
  'depends_on',
  'healthcheck',
]

/** Reads it with the variables of `.env`. Throws with the variable that must be set, as compose does. */
export function readCompose(variables: Record<string, string>): Compose {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'compose.yaml'), 'utf8')
  const compose = parse(filled(text.replace(/^\s*#.*$/gm, ''), variables)) as Compose
  for (const [name, service] of Object.entries(compose.services)) {
    const strange = Object.keys(service).find((key) => !keys.includes(key))
    if (strange) throw new Error(`compose.yaml: ${name}.${strange} is not known here`)
    for (const volume of service.volumes) {
      const [from = ''] = volume.split(':')
      if (!(from in compose.volumes)) throw new Error(`compose.yaml: no volume "${from}"`)
    }
  }
  return compose
}

/** `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why it must be set}`. */
function filled(text: string, variables: Record<string, string>): string {
  return text.replace(
    /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, mark: string | undefined, word: string | undefined) => {
      const value = variables[name]
      if (value) return value
      if (mark === '-') return word ?? ''
      throw new Error(`compose.yaml: ${name}: ${word ?? 'is not set'}`)
    },
  )
}
