// The script of a tcp check: read, refused with a remedy, sealed, and never repeated.
import { describe, expect, it } from 'vitest'
import { redact } from '../redact.ts'
import { ownSecrets } from '../secret-evidence.ts'
import {
  type CheckInput,
  checkInput,
  commandOf,
  kindOf,
  orderTarget,
  resolveCheck,
  settingsFault,
  settingsOf,
  withSecrets,
} from './index.ts'

const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }
const tcp = { type: 'tcp', host: 'db.example.com', port: 6379 }
const made = (fields: object) =>
  resolveCheck(checkInput.parse({ ...tcp, ...fields }) as CheckInput, facts)
const script = ['send AUTH hunter2\\r\\n', 'expect contains +OK', 'expect matches ^\\s+ok']

describe('a script', () => {
  it('is said and heard in its order, after TLS where that begins', () => {
    const wanted = [
      { send: 'AUTH hunter2\r\n', stated: 'step 1: send' },
      { wanted: { contains: '+OK' }, stated: 'step 2: expect contains +OK' },
      { wanted: { matches: '^\\s+ok' }, stated: 'step 3: expect matches ^\\s+ok' },
    ]
    expect(orderTarget(made({ script }))).toMatchObject({ tcp: { dialogue: wanted } })
    expect(orderTarget(made({ script, tls: true }))).toMatchObject({
      tcp: { dialogue: [{ tls: true }, ...wanted] },
    })
  })

  it.each([
    ['send a\\tb\\\\n\\x00\\xff', 'a\tb\\n\0\xff'],
    ['send é', 'Ã©'],
  ])('%s is bytes', (line, bytes) => {
    const target = orderTarget(made({ script: [line, 'expect contains x'] }))
    expect(target).toMatchObject({ tcp: { dialogue: [{ send: bytes }, {}] } })
  })

  it.each<[string, string[], RegExp]>([
    ['a word of its own', ['say hello'], /write it like/],
    ['nothing to send', ['send', 'expect contains x'], /say what to send; ••• keeps/],
    ['an unknown escape', ['send \\q', 'expect contains x'], /backslash is followed by/],
    ['half a byte', ['expect contains \\x1'], /backslash is followed by/],
    ['a pattern that is none', ['expect matches ('], /not a pattern of RE2/],
    ['a look-around', ['expect matches (?=x)'], /not a pattern of RE2/],
    ['patterns that cost too much', Array(4).fill('expect matches [a-z]{40}'), /too large/],
    ['nine steps', Array(9).fill('expect contains x'), /at most 8 steps/],
    ['nothing expected', ['send x'], /nothing is expected; add a line like/],
    ['a long step', [`expect contains ${'x'.repeat(1_000)}`], /at most 1000 characters/],
  ])('with %s is refused', (_what, lines, message) => {
    const { error } = checkInput.safeParse({ ...tcp, script: lines })
    expect(error?.issues[0]).toMatchObject({ message: expect.stringMatching(message) })
    expect(error?.issues[0]?.path[0]).toBe('script')
  })

  it('and a protocol at once is refused', () => {
    expect(settingsFault(made({ script, speaks: 'redis' }))).toMatchObject({ field: 'script' })
    expect(settingsFault(made({ script }))).toBeNull()
    expect(settingsFault(made({ speaks: 'redis' }))).toBeNull()
  })
})

describe('what a script sends', () => {
  it('is a secret, known by its place among so many', () => {
    const keys: string[] = []
    const hidden = withSecrets(made({ script: [...script, 'send QUIT'] }), (text, key, field) => {
      keys.push(`${field}, ${key}: ${text}`)
      return '•••'
    })
    expect(settingsOf(hidden)).toMatchObject({
      script: ['send •••', ...script.slice(1), 'send •••'],
    })
    expect(keys).toEqual(['script, send 1 of 2: AUTH hunter2\\r\\n', 'script, send 2 of 2: QUIT'])
  })

  it('is in no words and no command', () => {
    const check = made({ script })
    const words = `${kindOf('tcp').words(settingsOf(check))} ${commandOf(check)}`
    expect(words).toContain(
      'is told one text, and what it says: contains +OK, then matches ^\\s+ok.',
    )
    expect(words).not.toContain('hunter2')
  })

  it.each([
    ['whole', 'AUTH hunter2\r\n'],
    ['without its end', '-ERR unknown command AUTH hunter2'],
    ['by its word', "-ERR 'hunter2' is wrong"],
    ['cut short', '-ERR hunt'],
    ['as base64', `-ERR ${btoa('hunter2')}`],
  ])('is taken out of an answer that repeats it %s', (_what, answer) => {
    const told = redact(answer, ownSecrets(made({ script })))
    expect(told).toContain('[redacted]')
    expect(told).not.toMatch(/hunt|aHVu/)
  })

  it('is taken out as bytes and as text', () => {
    const own = ownSecrets(made({ script: ['send pässwörd', 'expect contains x'] }))
    expect(redact('pässwörd', own)).toBe('[redacted]')
    expect(redact('pÃ¤sswÃ¶rd', own)).toBe('[redacted]')
  })

  it('leaves the words of protocols, so that an answer can be read', () => {
    const own = ownSecrets(made({ script: ['send PING\\r\\n', 'expect contains x'] }))
    expect(redact('-ERR unknown command', own)).toBe('-ERR unknown command')
  })
})
