import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../refusal.ts'
import { version } from '../variables.ts'
import { findIn, inputOf } from './check.ts'
import { Misuse, type Room } from './command.ts'
import { commands } from './commands.ts'
import { ownSettings } from './own-settings.ts'
import { columns, painter, tame } from './paint.ts'
import { run } from './run.ts'
import { eventsBetween, type Sight } from './tail.ts'

async function said(words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const room: Room = {
    env: {},
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    isTerminal: false,
    ask: null,
  }
  const code = await run(words, room)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('every command', () => {
  it.each(Object.keys(commands))('%s has its help, by all ways', async (name) => {
    const help = await said(['help', name])
    expect(help.out).toContain(`Usage: esonar ${name}`)
    expect(await said([name, '--help'])).toEqual(help)
    const wrong = await said([name, '--no-such-option'])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Usage: ')])
  })
})

describe('whoever is new to it', () => {
  it.each([['--version'], ['-v'], ['version']])('%s says which this is', async (word) => {
    expect(await said([word])).toEqual({ code: 0, out: version(), err: '' })
  })
  it('is told what was meant, or what there is', async () => {
    expect((await said(['chek'])).err).toContain('did you mean check?')
    expect((await said(['x'])).err).not.toContain('did you mean')
    expect((await said(['apply', '--prun', 'a'])).err).toMatch(/it has --dry-run, --prune,/)
    expect((await said(['tail', '--for', 'x'])).err).toContain('--for takes seconds, like 60')
    expect((await said(['schema', '--out', 'a'])).err).toContain('it has no options')
    for (const words of [
      ['serve', 'now'],
      ['doctor', 'x'],
      ['export', 'a.yaml'],
    ]) {
      const { code, err } = await said(words)
      expect([code, err]).toEqual([2, expect.stringContaining(`it takes no "${words[1]}"`)])
    }
  })
  it('removes nothing by an empty file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'esonar-cli-')), 'a.yaml')
    for (const text of ['', '\n# checks: later\n---\n']) {
      writeFileSync(file, text)
      const { code, err } = await said(['apply', '--prune', '--yes', file])
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/is empty, and .*write "checks: \[\]"/),
      ])
    }
  })
  it('may have the key of this command beside the settings of this machine', async () => {
    const ESONAR_DATA = mkdtempSync(join(tmpdir(), 'esonar-cli-'))
    const room = { env: { ESONAR_API_KEY: 'esn_x', ESONAR_DATA } } as unknown as Room
    expect(ownSettings(room, {}).owner).toBe(null)
  })
})

describe('check add', () => {
  const rows: [words: string[], options: Record<string, string>, input: object][] = [
    [['https://a.example/x'], {}, { type: 'http', url: 'https://a.example/x' }],
    [['wss://a.example'], {}, { type: 'websocket', url: 'wss://a.example' }],
    [['a.example:22'], {}, { type: 'tcp', host: 'a.example', port: 22 }],
    [['[2001:db8::1]:22'], {}, { type: 'tcp', host: '[2001:db8::1]', port: 22 }],
    [['a.example'], { type: 'dns' }, { type: 'dns', host: 'a.example' }],
    [['a.example'], { type: 'domain' }, { type: 'domain', domain: 'a.example' }],
    [['backup'], { type: 'heartbeat' }, { type: 'heartbeat', name: 'backup' }],
    [['members=["chk_a"]'], { type: 'group', name: 'g' }, { type: 'group', members: ['chk_a'] }],
    [
      ['https://a.example', 'intervalSeconds=30', 'expectText=all good', 'tags=["eu"]'],
      { name: 'A' },
      { name: 'A', intervalSeconds: 30, expectText: 'all good', tags: ['eu'] },
    ],
    [
      ['https://a.example', 'expectStatus=200', 'expectText=42', 'expect=size above 5', 'tags=eu'],
      {},
      { expectStatus: '200', expectText: '42', expect: ['size above 5'], tags: ['eu'] },
    ],
    [
      ['a.example', 'expect=exists', 'answers=count at least 1', 'answers=ttl at most 300'],
      { type: 'dns' },
      { expect: 'exists', answers: ['count at least 1', 'ttl at most 300'] },
    ],
  ]
  it.each(rows)('%j %j', (words, options, input) => {
    expect(inputOf(words, options)).toMatchObject(input)
  })

  it('refuses what it cannot know, and what the API would', () => {
    expect(() => inputOf(['a.example'], {})).toThrow(Misuse)
    expect(() => inputOf([], {})).toThrow(Misuse)
    expect(() => inputOf(['a'], { type: 'smoke' })).toThrow(/--type must be one of http/)
    expect(() => inputOf(['https://a.example', 'x'], {})).toThrow(/not like intervalSeconds=30/)
    expect(() => inputOf(['https://a.example', 'intervalSeconds=1'], {})).toThrow(Refusal)
    expect(() => inputOf(['https://a.example', 'interval=30'], {})).toThrow(
      /unknown field interval/,
    )
    expect(() => inputOf(['https://a.example', 'expect=all good'], {})).toThrow(
      /^expect.0 write it like/,
    )
  })
})

describe('a check', () => {
  const all = [
    { id: 'chk_1', name: 'Shop' },
    { id: 'chk_2', name: 'Shop EU' },
    { id: 'chk_3', name: 'Mail' },
    { id: 'chk_4', name: 'Mail' },
  ]
  it('is found by id, by name, by a part that only one has', () => {
    expect(findIn(all, 'chk_3').id).toBe('chk_3')
    expect(findIn(all, 'Shop').id).toBe('chk_1')
    expect(findIn(all, 'eu').id).toBe('chk_2')
  })
  it('that is none or several is refused', () => {
    expect(() => findIn(all, 'Fax')).toThrow(/no check "Fax"/)
    expect(() => findIn(all, 'Mail')).toThrow(/"Mail" \(chk_3\), "Mail" \(chk_4\); say which/)
  })
})

describe('tail', () => {
  const opened = {
    id: 'inc_1',
    kind: 'down',
    level: 'critical',
    headline: 'Shop is down',
    checkName: 'Shop',
    startedAt: '2026-11-29T00:00:00Z',
    openedAt: '2026-11-29T00:00:10Z',
    resolvedAt: null,
    acknowledgedAt: null,
  }
  const sight = (health: Record<string, string>, incidents: Sight['incidents'] = []): Sight => ({
    health: new Map(Object.entries(health)),
    names: new Map([['chk_1', 'Shop']]),
    incidents,
  })

  it('says nothing when nothing happens', () => {
    expect(
      eventsBetween(sight({ chk_1: 'up' }, [opened]), sight({ chk_1: 'up' }, [opened])),
    ).toEqual([])
  })

  it('tells each turn once, in order', () => {
    const down = sight({ chk_1: 'down' }, [opened])
    expect(eventsBetween(sight({ chk_1: 'up' }), down)).toEqual([
      { event: 'health', id: 'chk_1', text: 'Shop', health: 'down', was: 'up' },
      { event: 'opened', id: 'inc_1', text: 'Shop is down' },
    ])
    const over = { ...opened, acknowledgedAt: 'x', resolvedAt: 'y' }
    const events = eventsBetween(down, sight({ chk_1: 'down' }, [over])).map((one) => one.event)
    expect(events).toEqual(['acknowledged', 'resolved'])
  })
})

describe('a terminal', () => {
  it('has columns as wide as what is seen', () => {
    const { red } = painter(true)
    const rows = [
      [red('down'), 'a'],
      ['up', 'longer'],
    ]
    expect(columns(rows)).toEqual([`${red('down')}  a`, 'up    longer'])
    expect(painter(false).red('x')).toBe('x')
  })

  it('is not given the escapes of others', () => {
    expect(tame('a\u001b[2Jb\nc')).toBe('a [2Jb c')
  })
})

describe('completion', () => {
  it('completes in bash: commands, verbs, options', async () => {
    const { out } = await said(['completion', 'bash'])
    const complete = (line: string) => {
      const words = line.split(' ')
      const script = `${out}\nCOMP_WORDS=(${words.map((one) => `"${one}"`).join(' ')})\nCOMP_CWORD=${words.length - 1}\n_esonar\necho "\${COMPREPLY[@]}"`
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim()
    }
    expect(complete('esonar ch')).toBe('check')
    expect(complete('esonar check pa')).toBe('pause')
    expect(complete('esonar apply --pr')).toBe('--prune')
  })

  it.each(['zsh', 'fish'])('prints lines that %s can read', async (shell) => {
    const { code, out } = await said(['completion', shell])
    expect(code).toBe(0)
    expect(out).toContain('check')
    const found = spawnSync(shell, ['-n', '-c', out])
    if (!found.error) expect(found.status).toBe(0)
  })
})
