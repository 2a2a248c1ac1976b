// One fault, two people, two levels: who watches by day hears when one place fails, who is woken
// hears when it is down; one tap of the second stops what the first would still be told.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Received } from '../fakes/receiver.ts'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person

beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await signIn(ann, stage)
})

afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

/** Adds a webhook that a person reads, told at these levels. */
async function addPerson(name: string, levels: string[]): Promise<void> {
  const { page } = ann
  await page.goto(`${stage.url}/channels/new/webhook`)
  await page.getByLabel('Address').fill(`${stage.receiver.url}/${name}`)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Read by').selectOption('person')
  for (const level of ['critical', 'warning', 'info']) {
    await page.getByLabel(level, { exact: true }).setChecked(levels.includes(level))
  }
  await page.getByRole('button', { name: 'Add the channel' }).click()
  await page.getByRole('heading', { name }).waitFor()
}

interface Data {
  level: string
  incident: { id: string; kind: string }
  links: { acknowledge: string | null }
}
const dataOf = (one: Received) => one.json!.data as unknown as Data
const toldTo = (name: string) => stage.receiver.received.filter((one) => one.path.endsWith(name))
const arrives = (name: string, type: string, level: string) =>
  stage.receiver.waitFor(
    (one) =>
      one.path.endsWith(name) &&
      one.json?.type === `incident.${type}` &&
      dataOf(one).level === level,
    90_000,
  )

it('reaches two people at two levels', async () => {
  await addPerson('desk', ['critical', 'warning'])
  await addPerson('night', ['critical'])
  const settings = { confirmSeconds: 0, recoverSeconds: 2, regionalSeconds: 30 }
  const check = await stage.watch('shop', { path: '/shop' }, settings)
  const fault = { kind: 'status', status: 503 } as const
  stage.target.set('/shop', { kind: 'seenFrom', locations: ['three'], fault })

  const warning = await arrives('desk', 'opened', 'warning')
  expect(dataOf(warning).incident.kind).toBe('regional')
  expect(toldTo('night')).toEqual([])

  stage.target.set('/shop', fault)
  const alarm = await arrives('night', 'opened', 'critical')
  await arrives('desk', 'updated', 'critical')
  expect(dataOf(alarm).incident.id).toBe(dataOf(warning).incident.id)
  expect(toldTo('night')).toHaveLength(1)

  const { page } = ann
  await page.goto(`${stage.url}/incidents/${dataOf(alarm).incident.id}`)
  const told = await page.locator('[data-live="incident"] table').last().innerText()
  for (const name of ['desk', 'night']) expect(told).toContain(name)

  const phone = await newPerson({ width: 390 })
  await phone.page.goto(dataOf(alarm).links.acknowledge!)
  await phone.page.getByRole('button', { name: 'Acknowledge' }).click()
  await phone.page.getByText('acknowledged by night').first().waitFor()
  await arrives('desk', 'acknowledged', 'critical')
  await page.getByText('acknowledged by night').first().waitFor()

  stage.target.set('/shop', { kind: 'ok' })
  await stage.api.post(`/api/checks/${check}/probes`, {})
  await Promise.all(['desk', 'night'].map((name) => arrives(name, 'resolved', 'critical')))
  expect([...ann.faults, ...phone.faults]).toEqual([])
}, 180_000)
