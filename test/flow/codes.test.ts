// Codes as the shard keeps them: sent through the very channel, counted, spent, forgotten by time,
// and never to be found in what is written or archived.
import { describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import { codesPerDay, codeTriesMax } from '../../workers/domain/code.ts'
import type { ChannelSettings } from '../../workers/domain/config.ts'
import { usedIn } from '../../workers/flow/allowance.ts'
import { sendCode, typeCode } from '../../workers/flow/codes.ts'
import { channelOf, configOf, workspace } from '../fakes/telling.ts'
import { testAccount, testFrom, testToken } from '../fakes/twilio.ts'
import { shardWorld } from './shard.ts'

const mail = { kind: 'resend', key: 're_1', from: 'e@sonar.example', url: 'http://mail' } as const
const unverified = { enabled: false, disabledWhy: 'unverified', verifiedAt: null }
const addressOf = (rest: string) =>
  channelOf(rest, { type: 'email', settings: { to: `${rest}@x.example` }, ...unverified })

function world(...names: string[]) {
  const made = shardWorld(configOf({ channels: names.map(addressOf) }))
  let random = 0x5e3a71
  made.ports.random = (bytes) => (random++).toString(16).padStart(bytes * 2, '0')
  made.ports.settings.carriers = { ...noCarriers, mail, baseUrl: 'https://esonar.example' }
  const id = (rest: string) => `chn_${workspace}_${rest}`
  const mailed = () => JSON.parse(made.sent.at(-1)!.body) as { to: string[]; text: string }
  return {
    ...made,
    mailed,
    code: () => /^(\d{6}) is your eSonar code/.exec(mailed().text)![1]!,
    send: (rest: string) => sendCode(made.memory, made.ports, workspace, id(rest)),
    type: (rest: string, code: string) =>
      typeCode(made.memory, made.ports, workspace, id(rest), code),
  }
}
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

it('is sent to the address, and takes the right code once', async () => {
  const { send, type, code, mailed } = world('a', 'b')
  expect(await send('a')).toEqual({ kind: 'sent' })
  expect(mailed().to).toEqual(['a@x.example'])
  const right = code()
  expect(await type('b', right)).toBe('none')
  expect(await type('a', other(right))).toBe('wrong')
  expect(await type('a', right)).toBe('right')
  expect(await type('a', right)).toBe('none')
})

it('is spent after five wrong tries, also by tries at once', async () => {
  const { send, type, code } = world('a')
  await send('a')
  const right = code()
  const wrong = Array.from({ length: codeTriesMax }, () => type('a', other(right)))
  // Hashes come back in any order: whichever try is counted last is told.
  const said = (await Promise.all(wrong)).toSorted()
  expect(said).toEqual(['spent', ...Array(codeTriesMax - 1).fill('wrong')])
  expect(await type('a', right)).toBe('spent')
})

it('is too old after ten minutes, and another one replaces it', async () => {
  const { send, type, code, pass } = world('a')
  await send('a')
  const first = code()
  pass(61_000)
  expect(await send('a')).toEqual({ kind: 'sent' })
  const second = code()
  expect(await type('a', first)).toBe('wrong')
  pass(599_000)
  expect(await type('a', second)).toBe('right')
  pass(61_000)
  await send('a')
  pass(600_000)
  expect(await type('a', code())).toBe('none')
})

describe('by text message', () => {
  const plan = (name: string, more: Partial<ChannelSettings> = {}) => {
    const settings = { to: '+4930123456', ...more } as ChannelSettings
    const phone = channelOf('phone', { type: 'sms', settings, ...unverified })
    const made = shardWorld(configOf({ plan: name, channels: [phone] }))
    const twilio = { accountSid: testAccount, authToken: testToken, from: testFrom }
    const url = 'http://twilio.example'
    made.ports.settings.carriers = {
      ...noCarriers,
      twilio: { ...twilio, messagingServiceSid: null, url },
    }
    const body = JSON.stringify({ sid: 'SM1', status: 'queued' })
    made.answer({ kind: 'answered', status: 201, body, retryAfterSeconds: null, ms: 5 })
    const send = () => sendCode(made.memory, made.ports, workspace, phone.id)
    return { ...made, send, used: () => usedIn(made.memory, made.ports, workspace).credits }
  }

  it('costs what any text message by the installation’s account does', async () => {
    const { send, used } = plan('solo')
    expect(await send()).toEqual({ kind: 'sent' })
    expect(used()).toBe(3)
  })

  it('is refused where no credits are left, and nothing leaves', async () => {
    const { send, sent, pass } = plan('solo')
    for (let times = 0; times < 6; times += 1) {
      expect((await send()).kind).toBe('sent')
      pass(61_000)
    }
    expect(await send()).toMatchObject({
      kind: 'refused',
      said: expect.stringContaining('credits'),
    })
    expect(sent).toHaveLength(6)
    expect((await plan('free').send()).kind).toBe('refused')
  })

  it('costs nothing by an account of one’s own', async () => {
    const own = { accountSid: testAccount, authToken: testToken, from: testFrom }
    const { send, used } = plan('free', own)
    expect([(await send()).kind, used()]).toEqual(['sent', 0])
  })
})

it('is sent once a minute, and a workspace has twenty a day', async () => {
  const names = Array.from({ length: codesPerDay + 1 }, (_, index) => `n${index}`)
  const { send, pass, sent } = world(...names)
  expect(await send('n0')).toEqual({ kind: 'sent' })
  expect(await send('n0')).toEqual({ kind: 'wait', seconds: 60 })
  for (const name of names.slice(1, -1)) expect((await send(name)).kind).toBe('sent')
  expect(await send(names.at(-1)!)).toMatchObject({ kind: 'wait', seconds: 86_400 })
  expect(sent).toHaveLength(codesPerDay)
  pass(86_400_000)
  expect((await send(names.at(-1)!)).kind).toBe('sent')
})

it('outlives a restart as a hash, and stands nowhere in the clear', async () => {
  const held = world('a')
  await held.send('a')
  const right = held.code()
  const kept = [...held.documents.values(), JSON.stringify(held.archived)].join(' ')
  expect(kept).not.toContain(right)
  held.restart()
  expect(await typeCode(held.memory, held.ports, workspace, `chn_${workspace}_a`, right)).toBe(
    'right',
  )
})

it('says what the carrier said when it was not taken', async () => {
  const { send, answer } = world('a')
  answer({ kind: 'answered', status: 403, body: 'no domain', retryAfterSeconds: null, ms: 1 })
  expect(await send('a')).toEqual({ kind: 'refused', said: 'no domain' })
})

it('is not sent where none is needed or known', async () => {
  const { send, sent } = world('a')
  expect(await send('nobody')).toEqual({ kind: 'unknown' })
  expect(sent).toHaveLength(0)
})
