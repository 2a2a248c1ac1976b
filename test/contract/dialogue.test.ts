// What a tcp check says and hears, by a region in real workerd and by an agent, against servers
// that speak each protocol on real sockets, or something else.
import { describe, expect, inject, it } from 'vitest'
import { dialogueOf, type Protocol, protocols } from '../../workers/domain/check/dialogue.ts'
import { selfSigned } from '../fakes/certificate.ts'
import type { Script } from '../fakes/speaker.ts'
import { heard, orderOf, ways } from './probe-world.ts'
import { openSpeaking } from './speaking.ts'

describe.each(ways)('by %s', (way) => {
  const { from, to, trusted, world, asked: askedAs } = openSpeaking(way)
  const key = trusted()
  const untrusted = selfSigned('127.0.0.1', from, to)
  const ehlo: [string, string] = ['EHLO', '250-mail.example\r\n250-STARTTLS\r\n250 OK\r\n']
  const quit: [string, string] = ['QUIT', '221 bye\r\n']
  const smtp: Script = {
    greeting: '220-hello\r\n220 mail.example ESMTP\r\n',
    answers: [ehlo, quit],
  }
  const starttls = (its = key): Script => ({
    ...smtp,
    answers: [ehlo, quit, ['STARTTLS', '220 go ahead\r\n']],
    key: its,
  })
  const mysql = Buffer.concat([Buffer.from([74, 0, 0, 0, 10]), Buffer.from('8.4.3\0')])

  const speaking: Record<Exclude<Protocol, 'nothing'>, Script> = {
    smtp,
    'smtp-starttls': starttls(),
    imap: { greeting: '* OK IMAP4rev2 ready\r\n', answers: [['a1', '* BYE\r\na1 OK done\r\n']] },
    pop3: { greeting: '+OK ready\r\n', answers: [['QUIT', '+OK\r\n']] },
    ftp: { greeting: '220 ftp.example\r\n', answers: [quit] },
    ssh: { greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
    redis: { answers: [['PING', '-NOAUTH Authentication required.\r\n']] },
    mysql: { greeting: mysql },
    postgresql: { answers: [['\0\0\0\x08', 'N']] },
  }

  const asked = (script: Script, speaks: Protocol, tls = false, budgetMs?: number) =>
    askedAs(script, { tls, speaks }, budgetMs)

  describe('a server that speaks', () => {
    it.each(protocols.filter((one) => one !== 'nothing'))('%s', async (speaks) => {
      const { event } = await asked(speaking[speaks], speaks)
      expect(event).toMatchObject({ kind: 'answered', phases: { headers: expect.any(Number) } })
      expect(event).toHaveProperty('bodyStart')
    })

    it('postgresql for real', async () => {
      const url = new URL(inject('postgresUrl'))
      const dialogue = dialogueOf({ host: url.hostname, port: 0, speaks: 'postgresql' })
      const tcp = { host: url.hostname, port: Number(url.port), dialogue }
      const [event] = await heard(world().locations, [orderOf({ type: 'tcp', tcp })])
      expect(event).toMatchObject({ kind: 'answered', bodyStart: expect.stringMatching(/^[SN]$/) })
    })

    it('and greets in two parts, seconds apart, is heard out', async () => {
      const parted = { ...smtp, greeting: '220-wait\r\n', later: '220 mail.example\r\n' }
      const { event } = await asked(parted, 'smtp')
      expect(event).toMatchObject({ kind: 'answered' })
    })

    it('is asked again after STARTTLS, over TLS', async () => {
      const { event, speaker } = await asked(starttls(), 'smtp-starttls')
      expect(event).toMatchObject({ kind: 'answered', phases: { tls: expect.any(Number) } })
      expect(speaker.heard()).toMatch(/^EHLO \S+\r\nSTARTTLS\r\nEHLO \S+\r\nQUIT\r\n$/)
    })

    it('over TLS from the first byte', async () => {
      const { event } = await asked({ ...speaking.imap, tls: true, key }, 'imap', true)
      expect(event).toMatchObject({ kind: 'answered', phases: { tls: expect.any(Number) } })
    })
  })

  describe('a server that does not', () => {
    const failed = (reason: string, facts: object = {}) => ({
      kind: 'failed',
      accepted: true,
      reason,
      phase: 'headers',
      ...facts,
    })
    it.each<[string, Script, Protocol, object]>([
      [
        'says no at once',
        { greeting: '554 go away\r\n', answers: [] },
        'smtp',
        failed('expectation', { unmet: { line: 'an answer like 220', found: '"554 go away"' } }),
      ],
      [
        'says no later',
        { ...smtp, answers: [['EHLO', '421 too busy\r\n']] },
        'smtp',
        failed('expectation', { unmet: { line: 'an answer like 250', found: '"421 too busy"' } }),
      ],
      ['speaks another protocol', speaking.ssh, 'ftp', failed('expectation')],
      [
        'refuses with an error',
        { greeting: Buffer.from([9, 0, 0, 0, 255]) },
        'mysql',
        failed('expectation'),
      ],
      ['accepts and is silent', {}, 'ssh', failed('headers_timeout')],
      ['ends without a word', { answers: [['PING', null]] }, 'redis', failed('empty_reply')],
    ])('%s', async (_what, script, speaks, expected) => {
      const { event } = await asked(script, speaks, false, 1_500)
      expect(event).toMatchObject(expected)
    })

    it('has a certificate that nobody trusts', async () => {
      const { event } = await asked(starttls(untrusted), 'smtp-starttls')
      expect(event).toMatchObject(failed('tls_self_signed', { phase: 'tls' }))
    })
    it('does not speak TLS', async () => {
      const { event } = await asked({ greeting: '220 hello\r\n' }, 'smtp', true, 2_000)
      expect(event).toMatchObject({ kind: 'failed', phase: 'tls', accepted: true })
    })
  })
})
