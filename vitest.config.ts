// Two projects side by side: `node` (pure code, pages, stores over a real database) and `edge` (the
// shard inside workerd). End-to-end tests in a browser are apart: test/e2e/vitest.config.ts.
import { existsSync } from 'node:fs'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const node = {
  extends: true as const,
  test: {
    name: 'node',
    environment: 'node',
    include: [
      'workers/**/*.test.{ts,tsx}',
      'dashboard/**/*.test.tsx',
      'schema/**/*.test.ts',
      'server/**/*.test.ts',
      'test/*.test.ts',
      'test/{api,contract,property,server,sim,stories}/**/*.test.ts',
    ],
    globalSetup: ['./test/setup.global.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}

const edge = {
  extends: true as const,
  test: { name: 'edge', include: ['test/edge/*.test.ts'], testTimeout: 30_000 },
  plugins: [
    cloudflareTest({
      main: './test/edge/worker.ts',
      miniflare: {
        compatibilityDate: '2026-10-20',
        compatibilityFlags: ['service_binding_extra_handlers'],
        durableObjects: { SHARD: { className: 'Shard', useSQLite: true } },
        kvNamespaces: ['PAGES'],
      },
    }),
  ],
}

export default defineConfig({
  test: { projects: existsSync('test/edge/worker.ts') ? [node, edge] : [node] },
})
