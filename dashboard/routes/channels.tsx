// Channels and their deliveries.
import { Hono } from 'hono'
import { channelInput } from '../../workers/channel/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import {
  createChannel,
  getChannel,
  listChannels,
  removeChannel,
  testChannel,
  updateChannel,
} from '../../workers/flow/channels.ts'
import { listDeliveries } from '../../workers/flow/incidents.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { ChannelPage } from '../pages/channel.tsx'
import { ChannelsPage, DeliveriesPage, NewChannelPage } from '../pages/channels.tsx'
import { untouched } from '../parts/fields.tsx'
import { page, textsOf, typedOf } from './form.tsx'
import { channelNames } from './names.ts'

export const channelPages = new Hono<AppEnv>()

const all = { cursor: null, limit: 100 }

channelPages.get('/channels', async (c) =>
  page(c, <ChannelsPage channels={await listChannels(c.get('hub'), c.get('actor'))} />),
)

channelPages.get('/channels/new', (c) => page(c, <NewChannelPage typed={untouched} />))

channelPages.post('/channels', async (c) => {
  const texts = await textsOf(c)
  try {
    const given = {
      type: 'webhook',
      url: texts.url ?? '',
      ...(texts.name?.trim() ? { name: texts.name } : {}),
      ...(texts.audience === 'person' ? { audience: 'person' } : {}),
    }
    const parsed = channelInput.safeParse(given)
    if (!parsed.success) throw problemOfIssues(parsed.error.issues)
    const channel = await createChannel(c.get('hub'), c.get('actor'), parsed.data)
    return page(
      c,
      <ChannelPage channel={channel} deliveries={[]} secret={channel.webhook.secret} />,
      201,
    )
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    return page(c, <NewChannelPage typed={typedOf(fault, texts)} />, fault.status)
  }
})

channelPages.get('/channels/:id', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const channel = await getChannel(hub, actor, c.req.param('id'))
  const deliveries = await listDeliveries(hub, actor, { channel: channel.id }, all)
  return page(c, <ChannelPage channel={channel} deliveries={deliveries.data} secret={null} />)
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
