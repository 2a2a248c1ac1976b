// Bundles the agent: one file that runs on Node 20, which strips no types and has no Workers. Where
// the shared probes name a part of Workers, the agent's own part is put in.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = join(import.meta.dirname, '..')
export const agentBundle = join(root, 'dist', 'agent', 'esonar-agent.cjs')

const nodeParts: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'node-parts',
  setup(builder) {
    builder.onResolve({ filter: /^cloudflare:sockets$/ }, () => ({
      path: join(root, 'agent', 'probe', 'sockets.ts'),
    }))
    builder.onResolve({ filter: /\/(answer|ping|udp)\.ts$/ }, ({ importer, path }) => {
      const isShared = dirname(importer) === join(root, 'workers', 'probe')
      return isShared ? { path: join(root, 'agent', 'probe', path) } : undefined
    })
    // Optional parts of packages, which are not there.
    builder.onResolve(
      { filter: /^(pg-native|bufferutil|utf-8-validate|osx-temperature-sensor)$/ },
      ({ path }) => ({
        path,
        external: true,
      }),
    )
  },
}

/** Bundles one entry of the agent into one CommonJS file, which appears whole. */
export async function bundleAgent(entry = 'agent/main.ts', outfile = agentBundle): Promise<void> {
  const { outputFiles } = await build({
    write: false,
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [nodeParts],
    banner: { js: '#!/usr/bin/env node' },
    define: { 'import.meta.dirname': '__dirname' },
  })
  mkdirSync(dirname(outfile), { recursive: true })
  const fresh = `${outfile}.${process.pid}`
  for (const { contents } of outputFiles) writeFileSync(fresh, contents)
  renameSync(fresh, outfile)
}

if (import.meta.main) {
  await bundleAgent()
  console.log(agentBundle)
}
