// A region Worker: takes signed batches of orders, measures, streams one JSON object a line. It
// holds no state and judges nothing. Same script for every location.
import { AutoRouter } from 'itty-router'
import type { Batch, ProbeEvent } from './domain/measurement.ts'
import type { RegionEnv } from './env.ts'
import { runBatch } from './probe/batch.ts'
import { knownColo, withColo } from './probe/colo.ts'
import type { ProbeContext } from './probe/probe.ts'
import { isSigned } from './probe/signing.ts'

/** Of what a probe looks like, not of the program. */
const version = '1.0'
/** The list of registries, kept by IANA. */
const rdapUrl = 'https://data.iana.org/rdap/dns.json'
const bodyCharsMax = 4_000_000

const router = AutoRouter()

router.get(
  '/',
  (_request: Request, env: RegionEnv) =>
    new Response(`eSonar location ${env.LOCATION}: probes servers for those who watch them.\n`),
)

router.post('/probe', async (request: Request, env: RegionEnv, context: ExecutionContext) => {
  const body = await request.text()
  if (body.length > bodyCharsMax) return new Response('too large', { status: 413 })
  if (!(await isSigned(env.SIGNING_SECRET, request.headers, body, Date.now()))) {
    return new Response('not signed', { status: 401 })
  }
  const batch = JSON.parse(body) as Batch
  // By a name that changes its address in between, a guard alone could be led inside.
  if (batch.publicOnly && env.PRIVATE_TARGETS === 'allow') {
    return new Response('a location that reaches private addresses is not lent', { status: 403 })
  }
  return stream(batch, env, context)
})

/** Lines that come within this of each other travel together: a chunk costs more than a line. */
const gatherMs = 2

/** Headers at once, then a line per event as it comes. */
function stream(batch: Batch, env: RegionEnv, context: ExecutionContext): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  let tail: Promise<unknown> = Promise.resolve()
  let lines = ''
  const flush = () => {
    if (lines === '') return
    const chunk = encoder.encode(lines)
    lines = ''
    tail = tail.then(() => writer.write(chunk)).catch(() => undefined)
  }
  const colo = knownColo(env, Date.now())
  const emit = (event: ProbeEvent) => {
    if (lines === '') setTimeout(flush, gatherMs)
    lines += `${JSON.stringify(withColo(event, colo()))}\n`
  }
  const work = runBatch(batch, contextOf(batch, env), emit)
    .then(() => {
      flush()
      return tail
    })
    .then(() => writer.close())
    .catch(() => undefined)
  context.waitUntil(work)
  return new Response(readable, { headers: { 'content-type': 'application/x-ndjson' } })
}

function contextOf(batch: Batch, env: RegionEnv): ProbeContext {
  return {
    location: env.LOCATION,
    aboutUrl: batch.aboutUrl,
    version,
    policy: {
      privateTargets: env.PRIVATE_TARGETS === 'allow' ? 'allow' : 'deny',
      ownPorts: JSON.parse(env.OWN_PORTS) as number[],
    },
    dohUrl: env.DOH_URL,
    rdapUrl: env.RDAP_URL ?? rdapUrl,
    now: () => Date.now(),
  }
}

export default { fetch: router.fetch }
