// Channels and their deliveries.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import {
  type ChannelType,
  channelInput,
  channelTypes,
  kindOf,
  shownOnce,
} from '../../workers/channel/index.ts'
import { commonInput, isSealed } from '../../workers/channel/input.ts'
import { Problem } from '../../workers/domain/problem.ts'
import {
  createChannel,
  getChannel,
  listChannels,
  removeChannel,
  testChannel,
  updateChannel,
  usedBy,
} from '../../workers/flow/channels.ts'
import { listDeliveries } from '../../workers/flow/incidents.ts'
import { sendCodeTo, verifyChannel } from '../../workers/flow/verification.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { ChannelPage, EditChannelPage } from '../pages/channel.tsx'
import {
  ChannelKindsPage,
  ChannelsPage,
  DeliveriesPage,
  NewChannelPage,
} from '../pages/channels.tsx'
import { untouched } from '../parts/fields.tsx'
import { onward, page, textsOf, typedOf, valuesOf } from './form.tsx'
import { channelNames } from './names.ts'

export const channelPages = new Hono<AppEnv>()

const all = { cursor: null, limit: 100 }

channelPages.get('/channels', async (c) =>
  page(c, <ChannelsPage channels={await listChannels(c.get('hub'), c.get('actor'))} />),
)

channelPages.get('/channels/new', (c) => page(c, <ChannelKindsPage />))

const newPath = `/channels/new/:type{${channelTypes.join('|')}}`

channelPages.get(newPath, (c) =>
  page(c, <NewChannelPage type={c.req.param('type') as ChannelType} typed={untouched} />),
)

channelPages.post(newPath, async (c) => {
  const type = c.req.param('type') as ChannelType
  const texts = await filled(c)
  try {
    const parsed = channelInput.safeParse({ type, ...given(type, texts) })
    if (!parsed.success) throw problemOfIssues(parsed.error.issues)
    const channel = await createChannel(c.get('hub'), c.get('actor'), parsed.data)
    const secrets = shownOnce(channel)
    return page(c, <ChannelPage channel={channel} deliveries={[]} secrets={secrets} />, 201)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    return page(c, <NewChannelPage type={type} typed={typedOf(fault, texts)} />, fault.status)
  }
})

/** What was filled in, with the levels as one text. */
async function filled(c: Context<AppEnv>): Promise<Record<string, string>> {
  return { ...(await textsOf(c)), levels: (await valuesOf(c, 'levels')).join(',') }
}

/** The same as the API takes it: what was left empty is left out. */
function given(type: string, texts: Record<string, string>): Record<string, unknown> {
  const { levels = '', ...rest } = texts
  const audience = rest.audience === kindOf(type).audience ? '' : rest.audience
  const all = Object.entries({ ...rest, audience: audience ?? '' })
  return {
    ...Object.fromEntries(all.filter(([, text]) => text.trim() !== '')),
    levels: levels === '' ? [] : levels.split(','),
  }
}

channelPages.get('/channels/:id/edit', async (c) => {
  const channel = await getChannel(c.get('hub'), c.get('actor'), c.req.param('id'))
  return page(c, <EditChannelPage channel={channel} typed={untouched} />)
})

channelPages.post('/channels/:id/edit', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const channel = await getChannel(hub, actor, c.req.param('id'))
  const texts = await filled(c)
  return onward(
    c,
    async () => {
      await updateChannel(hub, actor, channel.id, patchOf(channel.type, texts), null)
      return `/channels/${channel.id}`
    },
    (typed) => <EditChannelPage channel={channel} typed={typed} />,
    texts,
  )
})

/** An empty text takes a setting away; an empty secret keeps what there is. */
function patchOf(type: string, texts: Record<string, string>): Record<string, unknown> {
  const { name, levels } = given(type, texts)
  const parsed = z.object(commonInput).safeParse({ name, levels, audience: texts.audience })
  if (!parsed.success) throw problemOfIssues(parsed.error.issues)
  const own = kindOf(type).fields.flatMap((field): [string, string][] => {
    const text = texts[field.name] ?? ''
    return isSealed(field) && text === '' ? [] : [[field.name, text]]
  })
  return { ...parsed.data, ...Object.fromEntries(own) }
}

channelPages.get('/channels/:id', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const channel = await getChannel(hub, actor, c.req.param('id'))
  const deliveries = await listDeliveries(hub, actor, { channel: channel.id }, all)
  const used = await usedBy(hub, channel)
  const data = { channel, deliveries: deliveries.data, secrets: [], used }
  return page(c, <ChannelPage {...data} />)
})

channelPages.post('/channels/:id/:act{verify|code}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  const channel = await getChannel(hub, actor, id)
  const texts = await textsOf(c)
  return onward(
    c,
    async () => {
      if (act === 'verify') await verifyChannel(hub, actor, id, texts.code ?? '')
      else await sendCodeTo(hub, actor, id)
      return `/channels/${id}`
    },
    (typed) => <ChannelPage channel={channel} deliveries={[]} secrets={[]} typed={typed} />,
    texts,
  )
})

channelPages.post('/channels/:id/:act{test|on|off|remove}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  if (act === 'test') await testChannel(hub, actor, id)
  else if (act === 'remove') await removeChannel(hub, actor, id, null)
  else await updateChannel(hub, actor, id, { enabled: act === 'on' }, null)
  return c.redirect(act === 'remove' ? '/channels' : `/channels/${id}`, 303)
})

channelPages.get('/deliveries', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [deliveries, channels] = await Promise.all([
    listDeliveries(hub, actor, {}, all),
    channelNames(hub, actor),
  ])
  return page(c, <DeliveriesPage deliveries={deliveries.data} channels={channels} />)
})
