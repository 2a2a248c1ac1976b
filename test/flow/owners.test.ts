// The last road: where no channel of a workspace is on, or the only one brings nothing, its owners get
// what pages by mail, hear how it ends, and of nothing else.
import { describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { readMessage } from '../../workers/domain/message.ts'
import { configure } from '../../workers/flow/configure.ts'
import { startDrill } from '../../workers/flow/drill.ts'
import { putIncident } from '../../workers/flow/judge.ts'
import { newChange } from '../../workers/flow/write.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, checkOf, configOf, eventOf, workspace } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const since = '2026-11-01T00:00:00.000Z'
const owners = [{ id: 'Usr1', email: 'ann@acme.example', since }]
const ann = `chn_${workspace}_owner-usr1`
const ops = channelOf('ops', { name: 'ops' })
const off = { ...ops, enabled: false, disabledWhy: 'gone' }
const resend = {
  kind: 'resend' as const,
  key: 're_1',
  from: 'e@sonar.example',
  url: 'http://mail.example',
}
const taken: SendOutcome = {
  kind: 'answered',
  status: 200,
  body: '{"id":"mail-1"}',
  retryAfterSeconds: null,
  ms: 5,
}

function world(channels: Channel[], hasMail = true) {
  const config = configOf({ channels, owners, checks: [checkOf({ paused: true })] })
  const made = shardWorld(config)
  made.ports.settings.carriers = { ...noCarriers, ...(hasMail ? { mail: resend } : {}) }
  made.answer(taken)
  const put = async (incident: Incident) => {
    const change = newChange()
    putIncident(made.memory, made.ports, change, incident, [...made.memory.checks.values()][0]!)
    made.ports.store.write(change)
    await made.wake()
  }
  const fall = async (facts: Partial<Incident> = {}) => {
    const incident = made.open(facts)
    await put(incident)
    return incident
  }
  const told = () => {
    const all = [...made.memory.deliveries.values(), ...made.memory.ended.deliveries]
    return all.filter((one) => one.channel === ann)
  }
  const texts = (one: Delivery) => readMessage(one.payload)!.details.join(' ')
  return { ...made, config, put, fall, told, texts }
}

const broken = (status: number): SendOutcome => ({ ...taken, status, body: 'no' })

describe('where no channel is on', () => {
  it.each([
    ['none there', []],
    ['all off', [off]],
  ])('%s: a page goes to the owner’s mail, says why, and its end follows', async (_, channels) => {
    const { fall, put, told, texts, sent } = world(channels)
    const incident = await fall()
    expect(told()).toMatchObject([{ event: 'opened', state: 'sent', calledAs: 'owner' }])
    expect(texts(told()[0]!)).toContain('No channel of the workspace is on')
    expect(sent[0]?.body).toContain('ann@acme.example')
    const at = incident.openedAt + 60_000
    await put({
      ...incident,
      resolvedAt: at,
      resolvedHow: 'recovered',
      events: [...incident.events, { ...eventOf('resolved'), at, sequence: 2 }],
    })
    expect(told().map((one) => `${one.event} ${one.state}`)).toEqual(
      expect.arrayContaining(['opened sent', 'resolved sent']),
    )
  })

  it('tells nobody of what does not page, and drills nobody', async () => {
    const { fall, told, memory, ports } = world([off])
    await fall({ level: 'warning', kind: 'slow' })
    expect(told()).toEqual([])
    const drill = startDrill(memory, ports, workspace, { by: 'ann', channels: null })
    expect(drill?.roads).toEqual([])
  })

  it('does so by no mail where the installation sends none', async () => {
    const { fall, told } = world([off], false)
    await fall()
    expect(told()).toEqual([])
  })

  it('ends with a channel that is on again: what comes then goes there alone', async () => {
    const { fall, told, memory, ports, config } = world([off])
    await fall({ id: `inc_${workspace}_one-1` })
    configure(memory, ports, { ...config, version: config.version + 1, channels: [ops] })
    await fall({ id: `inc_${workspace}_two-1` })
    expect(told().map((one) => one.incident)).toEqual([`inc_${workspace}_one-1`])
  })
})

describe('where the only channel fails', () => {
  /** The receiver fails, the mail does not. */
  const fails = (made: ReturnType<typeof world>, status: number) => {
    const { send } = made.ports.sender
    made.ports.sender.send = async (request) => {
      await send(request)
      return request.url.startsWith(resend.url) ? taken : broken(status)
    }
  }

  it('the owner hears of the page after three attempts, not after an hour', async () => {
    const made = world([ops])
    fails(made, 503)
    await made.fall()
    expect(made.told()).toEqual([])
    for (let seconds = 0; seconds < 60; seconds += 1) {
      made.pass(1_000)
      await made.wake()
    }
    expect(made.told()).toMatchObject([{ event: 'opened', state: 'sent' }])
    expect(made.texts(made.told()[0]!)).toContain('could not be reached')
  })

  it('and is gone: the owner gets the page and what became of the channel', async () => {
    const made = world([ops])
    fails(made, 410)
    await made.fall()
    await made.wake()
    expect(
      made
        .told()
        .map((one) => `${one.event} ${one.state}`)
        .toSorted(),
    ).toEqual(['notice sent', 'opened sent'])
  })

  it('but another works: the owner is left in peace', async () => {
    const made = world([ops, channelOf('night', { settings: { url: `${resend.url}/hook` } })])
    fails(made, 503)
    await made.fall()
    for (let seconds = 0; seconds < 60; seconds += 1) {
      made.pass(1_000)
      await made.wake()
    }
    expect(made.told()).toEqual([])
  })
})
