// The layout keeps itself: imports run downward only, files and functions stay small, the domain
// stays pure. The rules are data; the checks are functions with tests of their own below.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** First match wins: path prefix → level. Higher levels may import lower ones and their own folder. */
const levels: [prefix: string, level: number][] = [
  ['workers/index.ts', 6],
  ['workers/region.ts', 6],
  ['server/', 6],
  ['agent/', 6],
  ['workers/app.ts', 5],
  ['dashboard/routes.tsx', 4.6],
  ['dashboard/routes/', 4.4],
  ['workers/routes/', 4],
  ['workers/middleware/', 3.5],
  ['workers/objects/', 4],
  ['workers/auth/', 2.5],
  ['workers/wire/', 3],
  ['workers/flow/', 2],
  ['workers/store/', 2],
  ['workers/probe/', 1.5],
  ['workers/locations/', 2],
  ['workers/till/', 2],
  ['workers/send.ts', 2],
  ['workers/vault.ts', 2],
  ['workers/signer.ts', 2],
  ['workers/snapshots.ts', 2],
  ['workers/clock.ts', 2],
  ['workers/log.ts', 2],
  ['dashboard/pages/', 2],
  ['workers/ports.ts', 1],
  ['workers/hub-ports.ts', 1],
  ['workers/account-ports.ts', 1],
  ['workers/agent-ports.ts', 1],
  ['workers/loan-ports.ts', 1],
  ['workers/call-ports.ts', 1],
  ['workers/operator-ports.ts', 1],
  ['workers/workspace-ports.ts', 1],
  ['workers/plan-ports.ts', 1],
  ['workers/page-ports.ts', 1],
  ['workers/billing-ports.ts', 1],
  ['workers/report-ports.ts', 1],
  ['workers/shard-door.ts', 1],
  ['workers/env.ts', 1],
  ['workers/channel/', 1],
  ['dashboard/parts/', 1],
  ['dashboard/islands/', 1],
  ['schema/', 1],
  ['workers/domain/', 0],
]

const adapters = /^workers\/(store|till|probe|locations|send|vault|signer|snapshots|clock|log)\b/
const mayNameAdapters = /^(workers\/wire\/|workers\/region\.ts|workers\/auth\/|agent\/|server\/)/
const banned = /(^|\/)(utils?|common|helpers?|managers?|services?|misc)(\.|\/|$)/
const impure: [RegExp, string][] = [
  [/\bDate\.now\b/, 'take `now` as an argument'],
  [/\bnew Date\(\s*\)/, 'take `now` as an argument'],
  [/\bMath\.random\b/, 'take chance as an argument'],
  [/\bcrypto\b/, 'take ids as arguments'],
  [/\bfetch\(/, 'do it at the rim'],
  [/\bset(Timeout|Interval)\b/, 'do it at the rim'],
  [/\bconsole\b/, 'return it'],
  [/\bprocess\./, 'take it as an argument'],
  [/cloudflare:/, 'the domain knows no platform'],
]

interface Source {
  path: string
  text: string
}

function levelOf(path: string): number | null {
  return levels.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null
}

function linesMax(path: string): number {
  if (path === 'workers/index.ts') return 60
  if (path.startsWith('dashboard/pages/')) return 160
  return path.startsWith('dashboard/islands/') ? 120 : 300
}

/** Paths a file imports, relative to the root; packages are left out. */
function importsOf({ path, text }: Source): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)
  return [...found].map((match) => normalize(join(dirname(path), match[1]!)))
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}

/** Top folder of a file: files of one folder may import each other. */
function roomOf(path: string): string {
  const parts = path.split('/')
  return parts.length > 2 ? parts.slice(0, 2).join('/') : path
}

/** Everything wrong with one file, as sentences. */
function faultsOf(source: Source): string[] {
  const { path, text } = source
  const faults: string[] = []
  const level = levelOf(path)
  if (level === null) return [`${path}: in no level; see docs/architecture.md`]
  for (const target of importsOf(source)) {
    const other = levelOf(target)
    if (other === null || roomOf(target) === roomOf(path)) continue
    if (other > level) faults.push(`${path}: imports up, ${target}`)
    if (other === level && level !== 1 && level !== 6)
      faults.push(`${path}: imports sideways, ${target}`)
    if (adapters.test(target) && !adapters.test(path) && !mayNameAdapters.test(path)) {
      faults.push(`${path}: names an adapter, ${target}; only the wiring may`)
    }
  }
  const lines = text.split('\n')
  if (lines.length - 1 > linesMax(path))
    faults.push(`${path}: ${lines.length - 1} lines, ${linesMax(path)} at most`)
  if (banned.test(path)) faults.push(`${path}: name the noun`)
  if (!/^(\/\/|\/\*|#!|@)/.test(text) && !path.endsWith('.css'))
    faults.push(`${path}: opens without saying what it is`)
  if (level === 0) {
    const code = withoutComments(text)
    for (const [pattern, remedy] of impure) {
      if (pattern.test(code)) faults.push(`${path}: ${pattern.source} in the domain; ${remedy}`)
    }
  }
  return faults
}

function sources(): Source[] {
  const folders = ['workers', 'dashboard', 'schema', 'server', 'agent'].filter((name) =>
    existsSync(join(root, name)),
  )
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.|\.d\.ts$/.test(entry.name),
      )
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return { path: relative(root, path), text: readFileSync(path, 'utf8') }
      }),
  )
}

describe('the layout', () => {
  it('has no fault', () => {
    expect(sources().flatMap(faultsOf)).toEqual([])
  })

  it('has a test or a user for every island', () => {
    const islands = join(root, 'dashboard', 'islands')
    const pages = sources().filter(
      ({ path }) => path.startsWith('dashboard/') && !path.startsWith('dashboard/islands/'),
    )
    const names = existsSync(islands)
      ? readdirSync(islands).filter((name) => name.endsWith('.ts'))
      : []
    const unused = names.filter(
      (name) =>
        !pages.some(({ text }) => text.includes(name.replace('.ts', ''))) &&
        !names.some(
          (other) =>
            other !== name && readFileSync(join(islands, other), 'utf8').includes(`./${name}`),
        ),
    )
    expect(unused).toEqual([])
  })
})

describe('the keeper of the layout', () => {
  const header = '// What it is.\n'
  const rows: [what: string, source: Source, fault: RegExp | null][] = [
    [
      'a clean domain file',
      { path: 'workers/domain/a.ts', text: `${header}export const a = 1\n` },
      null,
    ],
    [
      'a clock in the domain',
      { path: 'workers/domain/a.ts', text: `${header}Date.now()\n` },
      /take `now`/,
    ],
    [
      'a clock in a comment',
      { path: 'workers/domain/a.ts', text: `${header}// not Date.now()\n` },
      null,
    ],
    [
      'chance in the domain',
      { path: 'workers/domain/a.ts', text: `${header}Math.random()\n` },
      /chance/,
    ],
    [
      'a network in the domain',
      { path: 'workers/domain/a.ts', text: `${header}fetch('x')\n` },
      /rim/,
    ],
    [
      'an import up',
      { path: 'workers/domain/a.ts', text: `${header}import '../flow/b.ts'\n` },
      /imports up/,
    ],
    [
      'an import sideways',
      { path: 'workers/flow/a.ts', text: `${header}import '../store/b.ts'\n` },
      /sideways/,
    ],
    [
      'an import down',
      { path: 'workers/flow/a.ts', text: `${header}import '../domain/b.ts'\n` },
      null,
    ],
    [
      'an import in the same folder',
      { path: 'workers/flow/a.ts', text: `${header}import './b.ts'\n` },
      null,
    ],
    [
      'an adapter named by a route',
      { path: 'workers/routes/a.ts', text: `${header}import '../store/b.ts'\n` },
      /adapter/,
    ],
    [
      'an adapter named by the wiring',
      { path: 'workers/wire/hub.ts', text: `${header}import '../store/b.ts'\n` },
      null,
    ],
    ['a file in no level', { path: 'workers/stray.ts', text: header }, /no level/],
    ['a drawer of odds and ends', { path: 'workers/domain/utils.ts', text: header }, /noun/],
    ['a long file', { path: 'workers/domain/a.ts', text: header + '\n'.repeat(300) }, /301 lines/],
    [
      'a long page',
      { path: 'dashboard/pages/a.tsx', text: header + '\n'.repeat(160) },
      /161 lines/,
    ],
    [
      'a silent opening',
      { path: 'workers/domain/a.ts', text: 'export const a = 1\n' },
      /opens without/,
    ],
  ]
  it.each(rows)('judges %s', (_what, source, fault) => {
    const faults = faultsOf(source)
    if (fault) expect(faults.join('\n')).toMatch(fault)
    else expect(faults).toEqual([])
  })
})
