// A status page in a real browser: laid out by its owner, read by a stranger, told of an incident,
// subscribed to, and behind a password.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { type FakeResend, startResend } from '../fakes/resend.ts'
import { type FakeTwilio, startTwilio, testFrom } from '../fakes/twilio.ts'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let resend: FakeResend
let twilio: FakeTwilio
let ann: Person
let stranger: Person
const path = '/status/fernhill'

beforeAll(async () => {
  resend = await startResend()
  twilio = await startTwilio()
  stage = await openStage({
    locations: 'one',
    env: {
      RESEND_API_KEY: resend.key,
      RESEND_FROM: 'eSonar <esonar@example.com>',
      RESEND_URL: resend.url,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_FROM: testFrom,
      TWILIO_URL: twilio.url,
    },
  })
  ann = await newPerson()
  stranger = await newPerson()
  await Promise.all([signIn(ann, stage), stage.watch('shop', { path: '/shop' })])
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
  await Promise.all([resend.close(), twilio.close()])
})

it('is laid out, and a stranger reads it', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/pages`)
  await page.getByLabel('Title').fill('Fernhill Outdoor')
  await page.getByLabel('Address').fill('fernhill')
  await page.getByRole('button', { name: 'Add the page' }).click()
  const cell = (label: string, row: number) => page.getByLabel(`${label}, row ${row}`)
  await cell('Heading', 1).fill('Shop')
  await cell('Public name', 1).fill('Website')
  await cell('Shows', 1).fill('shop')
  await cell('Heading', 2).fill('Support')
  await cell('Public name', 2).fill('Phone')
  await cell('Shows', 2).fill('by hand: up')
  await page.getByRole('button', { name: 'Save the components' }).click()
  await page.getByLabel('Text above the services').fill('Questions: https://fernhill.example/help')
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await Promise.all([page.waitForNavigation(), save.click()])
  await look(ann, 'page-form')
  const read = stranger.page
  await until('the page shows both', 20_000, async () => {
    await read.goto(stage.url + path)
    return (await read.getByText('All services work.').count()) > 0
  })
  await read.getByRole('heading', { name: 'Support' }).waitFor()
  await look(stranger, 'status-well')
  await read.getByRole('link', { name: 'Deutsch' }).click()
  await read.getByText('Alle Dienste laufen.').waitFor()
  await read.goto(`${stage.url}${path}/history`)
  await look(stranger, 'status-past')
})

it('has subscribers by mail and by text message, once they confirmed', async () => {
  const { page } = stranger
  await page.goto(stage.url + path)
  await page.getByRole('link', { name: 'Get updates' }).click()
  await page.getByLabel('E-mail address').waitFor()
  await look(stranger, 'subscribe')
  await page.getByLabel('E-mail address').fill('ann@reader.example')
  await page.getByRole('button', { name: 'Get updates' }).first().click()
  await page.getByText('a mail with a link is on its way').waitFor()
  const mail = resend.sent.find((one) => one.to.includes('ann@reader.example'))
  await page.goto(/http:\S+\/subscriber\/\S+/.exec(mail!.text)![0])
  await look(stranger, 'subscriber')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Updates are sent to ann@reader.example.').waitFor()
  await page.goto(`${stage.url}${path}/subscribe`)
  await page.getByRole('heading', { name: 'By text message (SMS)' }).click()
  await page.getByLabel('Phone number').fill('+49 151 1234 5678')
  await page.getByRole('button', { name: 'Get updates' }).nth(1).click()
  await page.getByLabel('Code').fill('x')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('This is not the code').waitFor()
  await look(stranger, 'subscribe-code')
  await page.getByLabel('Code').fill(/^\d{6}/.exec(twilio.taken.at(-1)!.body)![0])
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Updates are sent to +4915112345678.').waitFor()
})

it('tells an incident to readers and subscribers', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/pages`)
  await page.getByRole('link', { name: 'Fernhill Outdoor' }).click()
  await page.getByRole('link', { name: 'Incidents and maintenance' }).click()
  await page.getByLabel('Title').first().fill('Parcels are late')
  await page.getByLabel('Text').first().fill('A lorry broke down.')
  await page.getByLabel('Website').first().check()
  await page.getByRole('button', { name: 'Tell it' }).click()
  await page.getByRole('heading', { name: 'Parcels are late' }).waitFor()
  await look(ann, 'posts')
  await stage.esonar.tick()
  const read = stranger.page
  await until('strangers see it', 20_000, async () => {
    await read.goto(stage.url + path)
    return (await read.getByText('A lorry broke down.').count()) > 0
  })
  await look(stranger, 'status-trouble')
  await until('a mail and a text', 20_000, async () => {
    const isMailed = resend.sent.some((one) => one.subject.includes('Parcels are late'))
    return isMailed && twilio.taken.some((one) => one.body.includes('Parcels are late'))
  })
  await page.goto(page.url().replace(/\/posts.*/, '/subscribers'))
  await page.getByText('+4915112345678').first().waitFor()
  await look(ann, 'subscribers')
})

it('is shut by a password, and opened by it', async () => {
  const { page } = ann
  await page.goto(page.url().replace('/subscribers', ''))
  await page.getByLabel('Who may see it').selectOption('password')
  await page.getByLabel('Password', { exact: true }).fill('a long password')
  await page.getByRole('button', { name: 'Save who may see it' }).click()
  const read = stranger.page
  await until('the door', 20_000, async () => {
    await read.goto(stage.url + path)
    return (await read.getByText('This page is private').count()) > 0
  })
  await read.getByLabel('Password').fill('not it')
  await read.getByRole('button', { name: 'Open' }).click()
  await read.getByText('This is not the password.').waitFor()
  await look(stranger, 'status-door')
  await read.getByLabel('Password').fill('a long password')
  await read.getByRole('button', { name: 'Open' }).click()
  await read.getByText('Last 90 days').waitFor()
  expect([...ann.faults, ...stranger.faults]).toEqual([])
})
