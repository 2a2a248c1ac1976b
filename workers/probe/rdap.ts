// RDAP (RFC 9082, 9083): which server knows a domain (RFC 9224), and what it says of it. Answers are
// JSON written by strangers: whatever is not of the right shape is left out.
import type { Registration } from '../domain/registration.ts'

const statesMax = 20
const charsMax = 200
const depthMax = 3

type Json = Record<string, unknown>
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, charsMax) : null

/** Servers of the longest known ending of a name, https first; null: the list is none. */
export function serversFor(bootstrap: unknown, name: string): string[] | null {
  if (!isJson(bootstrap) || !Array.isArray(bootstrap.services)) return null
  let ending = ''
  let servers: string[] = []
  for (const service of bootstrap.services) {
    const [endings, urls] = listOf(service)
    for (const one of listOf(endings)) {
      if (typeof one !== 'string' || one.length <= ending.length) continue
      const lower = one.toLowerCase()
      if (lower === '' || (name !== lower && !name.endsWith(`.${lower}`))) continue
      ending = lower
      servers = listOf(urls).filter(
        (url) => typeof url === 'string' && URL.canParse(url),
      ) as string[]
    }
  }
  return servers.toSorted((a, b) => Number(isPlain(a)) - Number(isPlain(b)))
}

const isPlain = (url: string) => url.startsWith('http:')

/** The names that may be the registered one: the name itself, then without its first label, down
 *  to two labels. */
export function candidates(name: string): string[] {
  const labels = name.split('.')
  const count = Math.max(1, labels.length - 1)
  return Array.from({ length: count }, (_, index) => labels.slice(index).join('.'))
}

/** What an answer says of a domain; null when it is not about this one. */
export function readRegistration(
  answer: unknown,
  asked: string,
  server: string,
): Registration | null {
  if (!isJson(answer)) return null
  const name = textOf(answer.ldhName)?.toLowerCase().replace(/\.$/, '')
  if (answer.objectClassName !== 'domain' || (name !== undefined && name !== asked)) return null
  const states = listOf(answer.status).flatMap((one) => textOf(one)?.toLowerCase() ?? [])
  return {
    name: asked,
    isFound: true,
    expiresAt: expiryIn(listOf(answer.events)),
    registrar: registrarIn(listOf(answer.entities), depthMax),
    states: states.slice(0, statesMax),
    server,
  }
}

/** The date of the event `expiration` (RFC 9083 §4.5); the earliest, should there be several. */
function expiryIn(events: unknown[]): string | null {
  const dates = events.flatMap((one) => {
    if (!isJson(one) || textOf(one.eventAction)?.toLowerCase() !== 'expiration') return []
    const date = textOf(one.eventDate)
    return date !== null && Number.isFinite(Date.parse(date)) ? [date] : []
  })
  return dates.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}

/** The full name (RFC 6350 §6.2.1, RFC 7095) of the entity that is the registrar. */
function registrarIn(entities: unknown[], depth: number): string | null {
  for (const entity of entities) {
    if (!isJson(entity)) continue
    if (listOf(entity.roles).includes('registrar')) {
      const [, properties] = listOf(entity.vcardArray)
      const names = listOf(properties).filter((one) => Array.isArray(one) && one[0] === 'fn')
      const name = textOf((names[0] as unknown[] | undefined)?.[3]) ?? textOf(entity.handle)
      if (name !== null) return name
    }
    const within = depth > 0 ? registrarIn(listOf(entity.entities), depth - 1) : null
    if (within !== null) return within
  }
  return null
}
