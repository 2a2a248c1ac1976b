// The first run, step by step; the acts are those of the forms elsewhere.
import { type Context, Hono } from 'hono'
import { channelInput, kindOf, shownOnce } from '../../workers/channel/index.ts'
import { checkInput, commandOf, resolveCheck } from '../../workers/domain/check/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { createChannel, listChannels, testChannel } from '../../workers/flow/channels.ts'
import { createCheck, listChecks } from '../../workers/flow/checks.ts'
import { listDeliveries } from '../../workers/flow/incidents.ts'
import { testTarget } from '../../workers/flow/probes.ts'
import { viewAll } from '../../workers/flow/results.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { probesLimited } from '../../workers/middleware/limit.ts'
import { parsed, problemOfIssues } from '../../workers/routes/api.ts'
import { StartPage } from '../pages/start.tsx'
import { untouched } from '../parts/fields.tsx'
import type { LooksData } from '../parts/looks.tsx'
import type { StartData } from '../parts/steps.tsx'
import { onward, page, textsOf } from './form.tsx'
import { placesOf } from './names.ts'

export const startPages = new Hono<AppEnv>()

/** Kinds that one field is enough for, with that field. */
const quick: Record<string, string> = {
  webhook: 'url',
  slack: 'url',
  discord: 'url',
  teams: 'url',
  googleChat: 'url',
  mattermost: 'url',
  ntfy: 'topic',
  pagerduty: 'key',
}
const kinds = Object.keys(quick).map((type) => ({ type, label: kindOf(type).label }))

async function start(c: Context<AppEnv>, more: Partial<StartData>) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [checks, channels, views] = await Promise.all([
    listChecks(hub, actor, { cursor: null, limit: 1 }),
    listChannels(hub, actor),
    viewAll(hub, actor),
  ])
  const [check] = checks.data
  const channel = channels.find((one) => one.enabled)
  const told = channel
    ? await listDeliveries(hub, actor, { channel: channel.id }, { cursor: null, limit: 10 })
    : null
  const data: StartData = {
    check: check ?? null,
    view: views.find((one) => one.check === check?.id) ?? null,
    channel: channel ?? null,
    secrets: [],
    alert: told?.data.find((one) => one.event === 'test') ?? null,
    test: null,
    kinds,
    typed: untouched,
    ...more,
  }
  return <StartPage {...data} />
}

startPages.get('/start', async (c) => page(c, await start(c, {})))

const inputOf = ({ url = '' }: Record<string, string>) =>
  parsed(checkInput, { type: 'http', url: url.trim() })

startPages.post('/start/test', probesLimited, async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    const input = inputOf(texts)
    const looks = await testTarget(c.get('hub'), c.get('actor'), input)
    const command = commandOf(resolveCheck(input, { id: '', workspace: '', nowIso: '' }))
    const test: LooksData = { looks, command, names: await placesOf(c) }
    return page(c, await start(c, { test, typed: { values: texts, fault: null } }))
  }
  return answered(c, act, texts)
})

startPages.post('/start/check', async (c) => {
  const texts = await textsOf(c)
  return onward(
    c,
    async () => {
      await createCheck(c.get('hub'), c.get('actor'), inputOf(texts))
      return '/start'
    },
    (typed) => start(c, { typed }),
    texts,
  )
})

startPages.post('/start/channel', async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    const { type = '', to = '' } = texts
    const field = quick[type]
    if (!field) throw new Problem('invalid', 'choose one of the list', 'type')
    const input = channelInput.safeParse({ type, [field]: to.trim() })
    if (!input.success) throw problemOfIssues(input.error.issues)
    const channel = await createChannel(c.get('hub'), c.get('actor'), input.data)
    const secrets = shownOnce(channel).map((one) => ({
      label: one.field.label,
      secret: one.secret,
    }))
    return page(c, await start(c, { secrets }), 201)
  }
  return answered(c, act, texts)
})

startPages.post('/start/alert', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const channel = (await listChannels(hub, actor)).find((one) => one.enabled)
  if (!channel) return c.redirect('/start', 303)
  await testChannel(hub, actor, channel.id)
  return c.redirect('/start', 303)
})

/** A refusal shows the step again, with what was typed; the kind's own field is `to` here. */
async function answered(
  c: Context<AppEnv>,
  act: () => Promise<Response>,
  values: Record<string, string>,
): Promise<Response> {
  try {
    return await act()
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    const isReceiver = fault.field === quick[values.type ?? '']
    const field = isReceiver && values.to !== undefined ? 'to' : (fault.field ?? null)
    const typed = { values, fault: { field, detail: fault.detail } }
    return page(c, await start(c, { typed }), fault.status)
  }
}
