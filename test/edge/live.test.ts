// Live pages: a WebSocket to the shard hears of answers, health, incidents and deliveries of its own
// workspace, and outlives the object it is connected to.
import { evictDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../workers/ports.ts'
import { acme, type OwnShard, ownShard, rival, until, untilHealth } from './shard-world.ts'

interface Page {
  socket: WebSocket
  events: LiveEvent[]
  texts: string[]
  closed: number[]
}

/** Opens a page's socket as the hub does: the workspace is named by whoever checked it. */
async function openPage(shard: OwnShard, workspace: string): Promise<Page> {
  const headers = { upgrade: 'websocket', 'x-esonar-workspace': workspace }
  const response = await shard.stub().fetch('http://shard/live', { headers })
  const socket = response.webSocket
  if (response.status !== 101 || !socket) throw new Error(`no socket: ${response.status}`)
  const page: Page = { socket, events: [], texts: [], closed: [] }
  socket.addEventListener('message', ({ data }) => {
    const text = String(data)
    page.texts.push(text)
    if (text.startsWith('{')) page.events.push(JSON.parse(text) as LiveEvent)
  })
  socket.addEventListener('close', ({ code }) => {
    page.closed.push(code)
  })
  socket.accept()
  return page
}

describe('a live page', () => {
  it('hears of answers, health, incident and delivery of its workspace only', async () => {
    const shard = ownShard()
    const page = await openPage(shard, acme)
    const stranger = await openPage(shard, rival)
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    await shard.behave('refuse')
    await shard.door.checkNow(acme, shard.check.id)
    const { incident } = await untilHealth(shard, 'down')
    await until('news of the delivery', async () =>
      page.events.some((one) => one.type === 'delivery' && one.state === 'sent'),
    )
    const types = new Set(page.events.map((one) => one.type))
    expect(types).toEqual(new Set(['answer', 'health', 'incident', 'delivery']))
    const answers = page.events.filter((one) => one.type === 'answer')
    expect(new Set(answers.map((one) => one.location))).toEqual(new Set(['one', 'two', 'three']))
    expect(page.events.find((one) => one.type === 'incident')).toMatchObject({
      incident,
      check: shard.check.id,
      event: 'opened',
      kind: 'down',
      level: 'critical',
    })
    expect(stranger.events).toEqual([])
    page.socket.close(1000)
    stranger.socket.close(1000)
  })

  it('keeps its socket while the shard hibernates, and hears on', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    const page = await openPage(shard, acme)
    await untilHealth(shard, 'up')
    const before = page.events.length
    await evictDurableObject(shard.stub(), { webSockets: 'hibernate' })
    await shard.door.checkNow(acme, shard.check.id)
    await until('three more answers', async () => {
      return page.events.slice(before).filter((one) => one.type === 'answer').length >= 3
    })
    expect(page.closed).toEqual([])
    page.socket.send('ping')
    await until('a pong', async () => page.texts.includes('pong'))
    page.socket.close(1000)
    await until('the close echoed', async () => page.closed.length === 1)
    expect(page.closed).toEqual([1000])
  })

  it('is refused without an upgrade, or without a workspace', async () => {
    const shard = ownShard()
    const ask = (headers: Record<string, string>) =>
      shard.stub().fetch('http://shard/', { headers })
    expect((await ask({ 'x-esonar-workspace': acme })).status).toBe(426)
    expect((await ask({ upgrade: 'websocket' })).status).toBe(426)
  })
})
