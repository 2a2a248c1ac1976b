// The port `Locations` over its roads: a service binding, a signed request to a host name, the door of
// an agent, another master that lends a place. None ever throws.
import { workspaceOf } from '../domain/id.ts'
import type { Batch, ControlAnswer, ProbeEvent } from '../domain/measurement.ts'
import type { LenderSetting, LocationSetting } from '../env.ts'
import type { Locations } from '../ports.ts'
import { signatureHeaders } from '../probe/signing.ts'
import { askLender, type LenderFacts } from './lender.ts'
import { lines } from './lines.ts'

export interface LocationsSettings extends LenderFacts {
  locations: LocationSetting[]
  /** Places that other masters lend. */
  lenders: LenderSetting[]
  /** The service binding of this name, or null. */
  binding(name: string): Fetcher | null
  signingSecret: string
  aboutUrl: string
  controls: { url: string; private: boolean }[]
  /** The door of an agent, by its id. */
  agent(id: string): { fetch: typeof fetch }
}

/** More than a batch's own deadline: what is not there by then is silent. */
const graceMs = 3_000

/** Locations as configured. */
export function makeLocations(settings: LocationsSettings): Locations {
  const byId = new Map(settings.locations.map((one) => [one.id, one]))
  const ask = (location: string, batch: Batch) => {
    const lender = settings.lenders.find((one) => one.id === location)
    if (lender) return askLender(lender, batch, settings)
    const place = byId.get(location)
    if (place) return linesOf(batch, (signal) => request(place, batch, settings, signal))
    const isAgent = workspaceOf('agent', location) !== null
    return linesOf(batch, (signal) =>
      isAgent ? askAgent(location, batch, settings, signal) : null,
    )
  }
  const list = placesOf(settings.locations, settings.lenders)
  return {
    list: () => list,
    ask,
    controls: (location) => askControls(location, settings, ask),
  }
}

/** Places as the verdict knows them: no road, no key. */
export function placesOf(locations: LocationSetting[], lenders: LenderSetting[]): KnownPlace[] {
  const own = locations.map(({ id, network, label, default: isDefault }) => {
    return { id, network, label, default: isDefault }
  })
  const lent = lenders.map(({ id, network, label }) => {
    return { id, network, label, default: false, borrowed: true }
  })
  return [...own, ...lent]
}

type KnownPlace = ReturnType<Locations['list']>[number]

async function* linesOf(
  batch: Batch,
  send: (signal: AbortSignal) => Promise<Response | null> | null,
): AsyncIterable<ProbeEvent> {
  const controller = new AbortController()
  const alarm = setTimeout(() => controller.abort('deadline'), batch.deadlineMs + graceMs)
  try {
    const response = await send(controller.signal)
    if (response?.ok && response.body) yield* lines(response.body)
    else await response?.body?.cancel()
  } catch {
    // A location that does not answer, answers late or breaks off is silent.
  } finally {
    clearTimeout(alarm)
    controller.abort('done')
  }
}

async function request(
  location: LocationSetting,
  batch: Batch,
  settings: LocationsSettings,
  signal: AbortSignal,
): Promise<Response | null> {
  const body = JSON.stringify(batch)
  const headers = {
    'content-type': 'application/json',
    ...(await signatureHeaders(settings.signingSecret, settings.now(), body)),
  }
  const init = { method: 'POST', headers, body, signal }
  if (location.url) return fetch(`${location.url}/probe`, { ...init, redirect: 'manual' })
  const binding = location.binding ? settings.binding(location.binding) : null
  return binding ? binding.fetch('http://region/probe', init) : null
}

/** An agent is asked through its door, which knows whether it is there. */
function askAgent(
  id: string,
  batch: Batch,
  settings: LocationsSettings,
  signal: AbortSignal,
): Promise<Response> {
  const body = JSON.stringify(batch)
  return settings.agent(id).fetch('http://agent/ask', { method: 'POST', body, signal })
}

/** Control targets probed for their own sake, as ordinary orders. */
async function askControls(
  location: string,
  settings: LocationsSettings,
  ask: (location: string, batch: Batch) => AsyncIterable<ProbeEvent>,
): Promise<ControlAnswer[]> {
  const batch: Batch = {
    v: 1,
    location,
    deadlineMs: 8_000,
    controls: [],
    aboutUrl: settings.aboutUrl,
    orders: settings.controls.map(({ url }, index) => ({
      v: 1,
      id: String(index),
      target: {
        type: 'http',
        http: { url, method: 'GET', headers: [], follow: false, bodyBytesMax: 1_024 },
      },
      budgetMs: 3_000,
      fresh: false,
      controls: 'never',
      slowLane: false,
    })),
  }
  const answers: ControlAnswer[] = []
  for await (const event of ask(location, batch)) {
    const url = settings.controls[Number(event.order)]?.url
    if (!url || event.kind === 'waiting' || event.kind === 'notMeasured') continue
    answers.push(
      event.kind === 'answered' ? { url, ok: true, ms: event.totalMs } : { url, ok: false },
    )
  }
  return answers
}
