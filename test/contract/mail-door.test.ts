// The launcher's door for mail, before a mail server that takes, refuses and breaks off; and the mail
// channel through it.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type MailDoor, openMailDoor } from '../../server/mail-door.ts'
import { type Carriers, noCarriers } from '../../workers/channel/carrier.ts'
import { exchange } from '../../workers/channel/index.ts'
import { testMessage } from '../../workers/domain/message.ts'
import { makeSender } from '../../workers/send.ts'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'
import { channelOf, openedAt, workspace } from '../fakes/telling.ts'

const secret = 'the launcher’s secret'.replace('’', '-')
const smtp: FakeSmtp = await startSmtp()
const door: MailDoor = await openMailDoor({ url: smtp.url, from: 'e@sonar.example' }, secret)
afterAll(async () => {
  await door.stop()
  await smtp.close()
})
beforeEach(() => {
  smtp.got.length = 0
})

const carriers: Carriers = {
  ...noCarriers,
  mail: { kind: 'door', secret, from: 'eSonar <e@sonar.example>', url: door.url },
  baseUrl: 'https://esonar.example',
}
const channel = channelOf('mail', { type: 'email', settings: { to: 'ana@call.example' } })
/** Nothing is reached but the door. */
const sender = makeSender({
  aboutUrl: 'https://esonar.example',
  refuse: () => 'private',
  resolve: null,
  own: door.url,
})

let number = 0
const fresh = () => {
  number += 1
  return `dlv_${workspace}_mail-${number}`
}
async function send(id: string) {
  const payload = testMessage('Ana – mail', 'Acme', openedAt)
  const facts = { id, begun: 1, attempts: [], createdAt: openedAt }
  const delivery = { ...facts, payload } as unknown as Parameters<typeof exchange>[0]
  return exchange(delivery, channel, {
    open: async (text) => text,
    send: sender.send.bind(sender),
    carriers,
    now: openedAt,
  })
}

describe('the mail door', () => {
  it('hands a mail over, with its id and thread', async () => {
    const id = fresh()
    const { heard } = await send(id)
    expect([heard.answer, heard.said]).toEqual(['ok', '250 2.0.0 queued as 1'])
    const [mail] = smtp.got
    expect(mail).toMatchObject({ from: 'e@sonar.example', to: ['ana@call.example'] })
    expect(mail!.data).toContain(`Message-ID: <${id}@esonar.example>`)
    expect(mail!.data).toContain('From: eSonar <e@sonar.example>')
    expect(mail!.data).toMatch(/multipart\/alternative/)
  })

  it('does not send again what it has sent, also when asked twice at once', async () => {
    const id = fresh()
    const both = await Promise.all([send(id), send(id)])
    const later = await send(id)
    expect([...both, later].map(({ heard }) => heard.answer)).toEqual(['ok', 'ok', 'ok'])
    expect(smtp.got).toHaveLength(1)
  })

  it.each<['RCPT' | 'END' | 'AUTH', string, string]>([
    ['RCPT', '550 5.1.1 no such user', 'permanent'],
    ['RCPT', '450 4.2.1 greylisted', 'retry'],
    ['END', '554 5.7.1 refused', 'permanent'],
    ['END', '451 4.3.0 later', 'retry'],
  ])('hears the server say to %s: %s', async (command, line, answer) => {
    smtp.say(command, line)
    const { heard } = await send(fresh())
    expect(heard.answer).toBe(answer)
    expect(heard.said).toContain(line.slice(0, 3))
    expect(smtp.got).toHaveLength(0)
  })

  it('tries again what broke off', async () => {
    smtp.lose()
    const id = fresh()
    expect((await send(id)).heard.answer).toBe('retry')
    expect((await send(id)).heard.answer).toBe('ok')
  })

  it('opens to nobody else, and to nothing but mail', async () => {
    const post = (body: string, authorization: string) =>
      fetch(door.url, { method: 'POST', body, headers: { authorization } })
    const mail = JSON.stringify({
      id: 'x',
      from: 'a@b',
      to: 'c@d',
      subject: 's',
      text: 't',
      html: 'h',
    })
    expect((await post(mail, 'Bearer wrong')).status).toBe(401)
    expect((await post(mail, '')).status).toBe(401)
    expect((await post('{}', `Bearer ${secret}`)).status).toBe(400)
    expect((await post('x'.repeat(1_100_000), `Bearer ${secret}`)).status).toBe(413)
    expect((await fetch(door.url)).status).toBe(404)
    expect(smtp.got).toHaveLength(0)
  })
})

it('a mail server that is away is tried again', async () => {
  const gone = await startSmtp()
  await gone.close()
  const other = await openMailDoor({ url: gone.url, from: 'e@sonar.example' }, secret)
  const response = await fetch(other.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({
      id: 'x',
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 's',
      text: 't',
      html: 'h',
    }),
  })
  expect(response.status).toBe(503)
  expect(await response.text()).not.toContain('secret')
  await other.stop()
})
