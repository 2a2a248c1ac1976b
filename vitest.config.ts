// Four projects. Side by side: `node` (pure code, pages, stores over a real database), `wrong` (each
// file against broken versions of its modules) and `edge` (the shard inside workerd). After them, two
// at a time: `real` (programs and sockets, which mostly wait). End-to-end tests in a browser are
// apart: test/e2e/vitest.config.ts.
import { availableParallelism } from 'node:os'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { makeRegion } from './test/fakes/region.ts'

/** Tests that put a wrong version in the place of a module: each needs modules of its own. */
const wrongVersions = [
  'test/sim*.test.ts',
  'test/beat-story.test.ts',
  'test/host-{story,looks}.test.ts',
  'test/property/quiet.test.ts',
]

/** Tests of programs and sockets, as slow as the machine is busy. */
const realThings = [
  'server/resolver.test.ts',
  'test/contract/{dialogue,family,names,phone,probe,request-family,script,tls,udp,websocket}.test.ts',
  'test/server/{agent,agent-tls,agent-trouble,backup,canary,crash,database,end,first}.test.ts',
  'test/server/{borrowed,moved,outside-eye,own-agent,phone}.test.ts',
]

/** Vitest leaves one core free, which of two is half. */
const besides = { maxWorkers: availableParallelism(), sequence: { groupOrder: 0 } }

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
      'agent/**/*.test.ts',
      'test/*.test.ts',
      'test/{api,contract,flow,fuzz,property,scenarios,server,sim,storm,stories}/**/*.test.ts',
    ],
    exclude: [...wrongVersions, ...realThings],
    // Loading the modules anew for each file took two thirds of the whole run.
    isolate: false,
    ...besides,
    globalSetup: ['./test/setup.global.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}

const real = {
  extends: true as const,
  test: {
    name: 'real',
    environment: 'node',
    include: realThings,
    isolate: false,
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
    globalSetup: ['./test/setup.global.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}

const wrong = {
  extends: true as const,
  test: {
    name: 'wrong',
    environment: 'node',
    include: wrongVersions,
    ...besides,
    testTimeout: 60_000,
  },
}

const places = ['one', 'two', 'three']

const edge = {
  extends: true as const,
  test: {
    name: 'edge',
    include: ['test/edge/*.test.ts'],
    ...besides,
    globalSetup: ['./test/setup.edge.ts'],
    // What an object logs is else an open call of the run, made in the object: where the object is
    // ended before the answer, the run waits for it for ever.
    disableConsoleIntercept: true,
    testTimeout: 30_000,
  },
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: './test/edge/worker.ts',
      miniflare: {
        compatibilityDate: '2026-10-20',
        compatibilityFlags: ['service_binding_extra_handlers'],
        durableObjects: {
          SHARD: { className: 'Shard', useSQLite: true },
          AGENT: { className: 'AgentDoor', useSQLite: true },
          DESK: { className: 'Desk', useSQLite: true },
        },
        kvNamespaces: ['PAGES'],
        serviceBindings: Object.fromEntries(
          places.map((id) => [`REGION_${id.toUpperCase()}`, makeRegion() as never]),
        ),
        bindings: {
          DATABASE_URL: inject('edgeDatabaseUrl'),
          NEON_FETCH_ENDPOINT: inject('edgeEndpointUrl'),
          BASE_URL: 'http://esonar.test',
          AUTH_SECRET: 'edge-auth-secret-0123456789abcdef',
          SEAL_KEYS: JSON.stringify({ current: 'k1', keys: { k1: btoa('k'.repeat(32)) } }),
          SIGNING_SECRET: 'edge-signing-secret-0123456789abcdef',
          LOCATIONS: JSON.stringify(
            places.map((id) => ({
              id,
              network: `net-${id}`,
              label: id,
              binding: `REGION_${id.toUpperCase()}`,
              url: null,
              default: true,
            })),
          ),
          CONTROLS: JSON.stringify([{ url: 'https://control.example/', private: false }]),
          PLAN: 'self-hosted',
          PRIVATE_TARGETS: 'allow',
          OWN_PORTS: '[]',
          FLUSH_SECONDS: '3600',
          DOH_URL: 'https://resolver.example/dns-query',
          VERSION: '0.1.0',
        },
      },
    })),
  ],
}

export default defineConfig({
  test: { projects: [node, wrong, edge, real] },
})
