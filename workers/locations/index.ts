// The port `Locations` over its roads: a service binding, a signed request to a host name, the door of
// an agent. All are read the same way; none ever throws.
import { workspaceOf } from '../domain/id.ts'
import type { Batch, ControlAnswer, ProbeEvent } from '../domain/measurement.ts'
import type { LocationSetting } from '../env.ts'
import type { Locations } from '../ports.ts'
import { signatureHeaders } from '../probe/signing.ts'

export interface LocationsSettings {
  locations: LocationSetting[]
  /** The service binding of this name, or null. */
  binding(name: string): Fetcher | null
  signingSecret: string
  aboutUrl: string
  controls: { url: string; private: boolean }[]
  now(): number
  /** The door of an agent, by its id. */
  agent(id: string): { fetch: typeof fetch }
}

/** More than a batch's own deadline: what is not there by then is silent. */
const graceMs = 3_000

/** Locations as configured. */
export function makeLocations(settings: LocationsSettings): Locations {
  const byId = new Map(settings.locations.map((one) => [one.id, one]))
  const ask = (location: string, batch: Batch) => {
    const place = byId.get(location)
    if (place) return linesOf(batch, (signal) => request(place, batch, settings, signal))
    const isAgent = workspaceOf('agent', location) !== null
    return linesOf(batch, (signal) =>
      isAgent ? askAgent(location, batch, settings, signal) : null,
    )
  }
  const list = settings.locations.map(({ id, network, label, default: own }) => ({
    id,
    network,
    label,
    default: own,
  }))
  return {
    list: () => list,
    ask,
    controls: (location) => askControls(location, settings, ask),
  }
}

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

/** Lines of a stream as events; a line that cannot be read is left out. */
async function* lines(body: ReadableStream<Uint8Array>): AsyncIterable<ProbeEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const event = eventOf(part)
      if (event) yield event
    }
  }
}

function eventOf(line: string): ProbeEvent | null {
  try {
    const event = JSON.parse(line) as ProbeEvent
    return typeof event === 'object' && event !== null && typeof event.order === 'string'
      ? event
      : null
  } catch {
    return null
  }
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
