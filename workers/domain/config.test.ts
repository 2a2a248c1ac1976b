import { describe, expect, it } from 'vitest'
import { type Channel, readChannel } from './config.ts'

const channel: Channel = {
  v: 1,
  id: 'chn_acme00000001_ops',
  workspace: 'acme00000001',
  version: 3,
  type: 'webhook',
  name: 'ops',
  enabled: true,
  disabledWhy: null,
  levels: ['critical'],
  settings: { url: 'https://ops.example/hook', secret: 'sealed' },
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
}

describe('a stored channel', () => {
  it('is read as it is', () => {
    expect(readChannel(channel)).toEqual(channel)
  })

  it('of a version that knew webhooks only is read as a channel of today', () => {
    const { settings, ...rest } = channel
    expect(readChannel({ ...rest, webhook: settings } as unknown as Channel)).toEqual(channel)
  })
})
