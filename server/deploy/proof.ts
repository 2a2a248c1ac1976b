// Whether what was deployed answers: every region under its own address, then the hub's health.
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../refusal.ts'

export interface ProofTimes {
  /** How long an address may take until it answers as it should, and between two looks. */
  patientMs: number
  everyMs: number
}

export const proofTimes: ProofTimes = { patientMs: 120_000, everyMs: 3_000 }

/** Throws a Refusal when a region does not answer with its own name. */
export async function proveRegion(location: string, url: string, times: ProofTimes): Promise<void> {
  const wanted = `eSonar location ${location}:`
  await patiently(times, `The region ${location} at ${url}`, async () => {
    const response = await get(url)
    const text = await response.text()
    return text.startsWith(wanted) ? null : `answered ${response.status}: ${text.slice(0, 200)}`
  })
}

/** Throws a Refusal when the hub is not well, with its own sentences. `version` null: any. */
export async function proveHub(
  baseUrl: string,
  version: string | null,
  times: ProofTimes,
): Promise<void> {
  const url = `${baseUrl}/healthz`
  await patiently(times, `The hub at ${url}`, async () => {
    const response = await get(url)
    const text = await response.text()
    const health = healthIn(text)
    if (!health) return `answered ${response.status}: ${text.slice(0, 200)}`
    if (version && health.version !== version)
      return `is version ${health.version} still, not ${version}`
    return health.ok ? null : `says: ${health.problems.join('; ')}`
  })
}

interface Health {
  ok: boolean
  problems: string[]
  version: string
}

function healthIn(text: string): Health | null {
  try {
    const health = JSON.parse(text) as Health
    return Array.isArray(health.problems) ? health : null
  } catch {
    return null
  }
}

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' })
}

async function patiently(
  { patientMs, everyMs }: ProofTimes,
  what: string,
  look: () => Promise<string | null>,
): Promise<void> {
  const until = Date.now() + patientMs
  for (;;) {
    const fault = await look().catch((reason: Error) => `does not answer (${reason.message})`)
    if (fault === null) return
    if (Date.now() + everyMs > until) {
      throw new Refusal(
        `${what} ${fault}. All is deployed; the certificate of a new domain may take some minutes: run this again, or go back with "npm run deploy -- rollback".`,
      )
    }
    await sleep(everyMs)
  }
}
