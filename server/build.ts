// Bundles what runs: hub and region Worker, the built-in agent, islands, one stylesheet; draws the
// pages of text. Done at `npm start` when a source has changed since; a second or two.
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, stop } from 'esbuild'
import { bundleAgent } from '../agent/build.ts'
import { writeTexts } from './texts.ts'

const root = join(import.meta.dirname, '..')
export const dist = join(root, 'dist')
const sources = ['workers', 'dashboard', 'schema', 'agent']
const texts = ['docs', 'dashboard/legal']
const inputs = [
  'package-lock.json',
  'server/build.ts',
  'server/markdown.ts',
  'server/resolver.ts',
  'server/texts.ts',
  'docs/esonar.schema.json',
]

/** Builds `dist/` when it is older than the sources. Answers whether it had to. */
export async function buildAll(): Promise<boolean> {
  const wanted = fingerprint()
  const stamp = join(dist, 'stamp')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false
  rmSync(stamp, { force: true })
  mkdirSync(dist, { recursive: true })
  await Promise.all([
    worker('workers/index.ts', 'hub/index.js'),
    worker('workers/region.ts', 'region/index.js'),
    bundleAgent(),
    islands(),
    styles(),
  ])
  // Its process would stay beside us, with all that it held of the sources.
  await stop()
  cpSync(join(root, 'dashboard', 'images'), join(dist, 'assets'), { recursive: true })
  cpSync(join(root, 'docs', 'esonar.schema.json'), join(dist, 'assets', 'esonar.schema.json'))
  writeTexts(join(dist, 'assets'))
  writeFileSync(stamp, wanted)
  return true
}

function worker(entry: string, out: string): Promise<unknown> {
  return run({
    entryPoints: [join(root, entry)],
    outfile: join(dist, out),
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    plugins: [nodePrefix],
    minifySyntax: true,
  })
}

const builtIns =
  /^(?:node:)?(crypto|util|events|stream|buffer|path|url|async_hooks|assert|querystring|string_decoder)$/

/** Packages that still say `crypto` for `node:crypto`, and those that say it by `require`: a Worker
 *  has only `import`. */
const nodePrefix: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'node-prefix',
  setup(builder) {
    builder.onResolve({ filter: builtIns }, ({ path, kind }) => {
      const prefixed = path.startsWith('node:') ? path : `node:${path}`
      if (kind === 'require-call') return { path: prefixed, namespace: 'required' }
      return { path: prefixed, external: true }
    })
    builder.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `import whole from '${path}'\nmodule.exports = whole`,
    }))
  },
}

function islands(): Promise<unknown> {
  const folder = join(root, 'dashboard', 'islands')
  const entries = readdirSync(folder).filter((name) => /^[a-z-]+\.ts$/.test(name))
  if (entries.length === 0) return Promise.resolve()
  return run({
    entryPoints: entries.map((name) => join(folder, name)),
    outdir: join(dist, 'assets'),
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    minify: true,
  })
}

function styles(): Promise<unknown> {
  const entry = join(root, 'dashboard', 'styles', 'app.css')
  if (!existsSync(entry)) return Promise.resolve()
  return run({
    entryPoints: [entry],
    outfile: join(dist, 'assets', 'app.css'),
    minify: true,
    target: ['chrome111', 'firefox113', 'safari16.4'],
  })
}

/** Each file appears whole, at once: others may be building or starting from the same folder. */
async function run(options: BuildOptions): Promise<void> {
  const shared = { bundle: true, write: false, logLevel: 'error', legalComments: 'none' } as const
  const { outputFiles } = await build({ ...options, ...shared })
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    const fresh = `${path}.${process.pid}`
    writeFileSync(fresh, contents)
    renameSync(fresh, path)
  }
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = [...sources, ...texts].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(tsx?|css|svg|md)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const file of [...inputs.map((name) => join(root, name)), ...files.toSorted()]) {
    if (!/\.test\.tsx?$/.test(file)) hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex')
}

if (import.meta.main) {
  const begun = performance.now()
  const built = await buildAll()
  console.log(built ? `Built in ${Math.round(performance.now() - begun)} ms.` : 'Up to date.')
}
