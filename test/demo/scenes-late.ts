// The scenes that need the whole stage: one location's routing broken, and a real outage with its
// recovery.
import { until } from '../fakes/client.ts'
import { incidentsOf, seconds, told } from './scene.ts'
import { expect, nobodyTold } from './scenes.ts'
import type { Demo } from './stage.ts'

/** One location's routing broken: no page, one notice about the location. */
export async function nodeFault(demo: Demo): Promise<string> {
  const checks = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => demo.watch(`shop-${name}`, { path: `/shop-${name}` })),
  )
  const begun = Date.now()
  await demo.breakThirdLocation()
  const notice = await until('a notice about the location', 120_000, async () =>
    demo.receiver.received.find((one) => one.at >= begun && one.json?.data.location),
  )
  for (const check of checks) nobodyTold(demo, check)
  const notices = demo.receiver.received.filter((one) => one.at >= begun && one.json?.data.location)
  await demo.mendThirdLocation()
  expect(notices.length === 1, `${notices.length} notices about the location`)
  return `one location's routing broken → 0 pages, 1 notice about the location after ${seconds(notice.at - begun)}`
}

/** Refuses: down and told with a link to the evidence. Answers again: recovered, and how long. */
export async function outageAndRecovery(demo: Demo): Promise<string[]> {
  const check = await demo.watch('outage', { port: demo.refusable.port })
  await demo.refusable.refuse()
  const faultAt = Date.now()
  const page = await told(demo, check, 'incident.opened', 60_000)
  const link = (page.json?.data.links as { incident?: string } | undefined)?.incident
  expect(page.verified, 'the webhook signature is right')
  const [incident] = await incidentsOf(demo, check)
  const firstBadAt = Date.parse(String((incident as { startedAt?: string }).startedAt))
  await demo.refusable.accept()
  const mendedAt = Date.now()
  const end = await told(demo, check, 'incident.resolved', 120_000)
  const ended = end.json?.data.incident as { downtimeSeconds?: number } | undefined
  const downtime = ended?.downtimeSeconds
  return [
    `refuses → down ${seconds(page.at - firstBadAt)} after the first failing probe (${seconds(page.at - faultAt)} after the fault), told, evidence: ${link}`,
    `answers again → recovered after ${seconds(end.at - mendedAt)}, was down ${downtime} s`,
  ]
}
