// The websocket check: what it takes, what it sends, what it keeps secret, how it reads.
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  checkInput,
  commandOf,
  kindOf,
  orderTarget,
  resolveCheck,
  settingsOf,
  withSecrets,
} from './index.ts'

const mask = '•••'
const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }
const url = 'wss://example.com/live?room=1'
const made = (raw: object = {}) =>
  resolveCheck(checkInput.parse({ type: 'websocket', url, ...raw }), facts)

describe('a websocket check', () => {
  it.each<[string, object, string, RegExp]>([
    ['an address of http', { url: 'https://example.com' }, 'url', /ws:\/\/ or wss:\/\//],
    ['a password in the address', { url: 'wss://a:b@example.com' }, 'url', /password/],
    ['no address', { url: 'example.com' }, 'url', /write it whole/],
    ['a subprotocol that is none', { protocols: ['a b'] }, 'protocols.0', /subprotocol/],
    [
      'a header of the handshake',
      { headers: [{ name: 'Sec-WebSocket-Key', value: 'x' }] },
      'headers.0.name',
      /set by eSonar/,
    ],
    ['a line that cannot be read', { expect: ['message is good'] }, 'expect.0', /write it like/],
    ['an empty message', { send: '' }, 'send', /./],
  ])('refuses %s', (_what, fields, path, says) => {
    const { error } = checkInput.safeParse({ type: 'websocket', url, ...fields })
    expect(error?.issues[0]?.path.join('.')).toBe(path)
    expect(error?.issues[0]?.message).toMatch(says)
  })

  it('waits for a message only where something is expected of one', () => {
    const wanted = (raw: object) => orderTarget(made(raw))
    expect(wanted({})).toEqual({
      type: 'websocket',
      websocket: { url, headers: [], messageWanted: false },
    })
    expect(wanted({ awaitMessage: true })).toMatchObject({ websocket: { messageWanted: true } })
    for (const line of ['body contains a', 'json $.a exists', 'size above 1']) {
      expect(wanted({ expect: [line] })).toMatchObject({ websocket: { messageWanted: true } })
    }
    expect(wanted({ expect: ['header server exists'] })).toMatchObject({
      websocket: { messageWanted: false, headersWanted: ['server'] },
    })
  })

  it('keeps headers and message as secrets', () => {
    const check = made({ headers: [{ name: 'X-Key', value: 'kkkk' }], send: 'hello secret' })
    const keys: string[] = []
    const hidden = withSecrets(check, (_value, key) => {
      keys.push(key)
      return mask
    })
    expect(keys).toEqual(['header x-key', 'message'])
    expect(JSON.stringify(hidden)).not.toMatch(/kkkk|hello secret/)
    expect(settingsOf(hidden)).toMatchObject({ send: mask })
    expect(commandOf(check)).not.toMatch(/kkkk|hello secret/)
  })

  it('reaches the port of its scheme', () => {
    expect(addressOf(made())).toEqual({ host: 'example.com', port: 443, field: 'url' })
    expect(addressOf(made({ url: 'ws://example.com/' }))?.port).toBe(80)
    expect(addressOf(made({ url: 'ws://example.com:8080/' }))?.port).toBe(8080)
  })

  it('is asked by hand with the handshake', () => {
    expect(commandOf(made({ protocols: ['mqtt'] }))).toBe(
      "curl -sS -i -N --http1.1 --max-time 10 -H 'Connection: Upgrade' -H 'Upgrade: websocket' " +
        "-H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' " +
        "-H 'Sec-WebSocket-Protocol: mqtt' 'https://example.com/live?room=1'",
    )
  })

  it('says in words what it wants', () => {
    const words = (raw: object) => kindOf('websocket').words(settingsOf(made(raw)))
    expect(words({})).toBe('The address must upgrade to a WebSocket.')
    const all = { protocols: ['mqtt'], send: 'x', expect: ['body contains ok'] }
    expect(words(all)).toBe(
      'The address must upgrade to a WebSocket and take mqtt. A message is sent. ' +
        'A message must come. It must hold that body contains ok.',
    )
  })
})
