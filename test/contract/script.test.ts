// The script of a tcp check, by a region in real workerd and by an agent, against servers on real
// sockets that answer, refuse, close, hang, drip, repeat what they hear, and never end.
import { describe, expect, it } from 'vitest'
import type { Script } from '../fakes/speaker.ts'
import { ways } from './probe-world.ts'
import { openSpeaking } from './speaking.ts'

describe.each(ways)('by %s', (way) => {
  const { trusted, asked: askedBy } = openSpeaking(way)
  const budgetMs = 1_500
  const asked = (server: Script, script: string[], tls = false) =>
    askedBy(server, { tls, script }, budgetMs)

  const greeting = '* ready\r\n'
  const answers: Script['answers'] = [
    ['AUTH hunter2', '+OK\r\n'],
    ['INFO', 'role:master\r\nlag:0\r\n+OK\r\n'],
  ]

  describe('a server that says what it should', () => {
    const steps = [
      'expect contains ready\\r\\n',
      'send AUTH hunter2\\r\\n',
      'expect matches ^\\+OK',
      'send INFO\\r\\n',
      'expect matches (?m)^role:(master|primary)\\r?$',
      'expect contains lag:0',
    ]
    it('is told and heard step by step', async () => {
      const { event, speaker } = await asked({ greeting, answers }, steps)
      expect(event).toMatchObject({ kind: 'answered', phases: { headers: expect.any(Number) } })
      expect(speaker.heard()).toBe('AUTH hunter2\r\nINFO\r\n')
    })

    it('over TLS from the first byte', async () => {
      const server = { greeting, answers, tls: true, key: trusted() }
      const { event } = await asked(server, steps, true)
      expect(event).toMatchObject({ kind: 'answered', phases: { tls: expect.any(Number) } })
    })

    it('byte by byte, with pauses', async () => {
      const { event } = await asked({ greeting: 'hello wörld', dripMs: 60 }, [
        'expect matches h.llo w.rld',
      ])
      expect(event).toMatchObject({ kind: 'answered' })
    })

    it('in one breath: what came too early is kept for the next step', async () => {
      const { event } = await asked({ greeting: 'one two three' }, [
        'expect matches o[n]e',
        'expect contains two',
        'expect matches ^ three$',
      ])
      expect(event).toMatchObject({ kind: 'answered' })
    })

    it('with bytes that are no text', async () => {
      const { event } = await asked({ greeting: Buffer.from([0xff, 0, 0x7f]) }, [
        'expect contains \\xff\\x00',
      ])
      expect(event).toMatchObject({ kind: 'answered' })
    })
  })

  describe('a server that does not', () => {
    const step2 = 'step 2: expect contains +OK'
    const failed = (reason: string, line: string, found: unknown) => ({
      kind: 'failed',
      accepted: true,
      phase: 'headers',
      reason,
      unmet: { line, found },
    })
    const auth = ['send AUTH hunter2\\r\\n', 'expect contains +OK']
    it.each<[string, Script, string[], object]>([
      [
        'refuses, and closes',
        { answers: [['AUTH', '-ERR no\r\n']], closing: true },
        auth,
        failed('expectation', step2, '"-ERR no\\r\\n", then the end of the connection'),
      ],
      [
        'says something else, and waits',
        { answers: [['AUTH', '-ERR no\r\n']] },
        auth,
        failed('body_timeout', step2, '"-ERR no\\r\\n", then nothing more'),
      ],
      ['is silent', {}, auth, failed('headers_timeout', step2, null)],
      [
        'closes without a word',
        { answers: [['AUTH', null]] },
        auth,
        failed('empty_reply', step2, null),
      ],
      [
        'talks without end',
        { endless: true },
        auth,
        failed('expectation', step2, expect.stringMatching(/^"x{80}", and more than 16384 bytes$/)),
      ],
      [
        'drips without end',
        { greeting: 'y'.repeat(500), dripMs: 5 },
        ['expect matches z'],
        failed(
          'body_timeout',
          'step 1: expect matches z',
          expect.stringMatching(/^"y+", then not/),
        ),
      ],
      [
        'stops in the middle of a pattern',
        { greeting: 'abc' },
        ['expect contains ab', 'expect matches cd'],
        failed('body_timeout', 'step 2: expect matches cd', '"c", then nothing more'),
      ],
    ])('%s', async (_what, server, script, expected) => {
      const { event } = await asked(server, script)
      expect(event).toMatchObject(expected)
      expect((event as { totalMs: number }).totalMs).toBeLessThan(budgetMs + 700)
    })

    it('repeats what it hears: the text is not told', async () => {
      for (const step of ['expect contains +OK', 'expect matches ^\\+OK']) {
        const { event } = await asked({ echo: true }, ['send AUTH hunter2\\r\\n', step])
        expect(event).toMatchObject({ unmet: { found: expect.stringContaining('[redacted]') } })
        expect(JSON.stringify((event as { unmet: object }).unmet)).not.toContain('hunt')
      }
      const within = ['send AUTH hunter2\\r\\n', 'expect contains AUTH h', 'expect contains +OK']
      const { event } = await asked({ echo: true }, within)
      expect(JSON.stringify((event as { unmet: object }).unmet)).not.toContain('unter2')
    })
  })
})
