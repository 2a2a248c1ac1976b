// Courses of time: blips, flapping, one request in three, maintenance.
import { type Course, page, type Scenario, warning } from './scenario.ts'
import { web } from './sites.ts'

const family = 'course'
const bad = { kind: 'status', status: 503 } as const

export const courses: Scenario[] = [
  {
    family,
    name: 'a blip of 3 s',
    share: true,
    site: web(bad),
    course: async ({ site, met, sleep }) => {
      const since = Date.now()
      await site.break()
      await met(since)
      await sleep(3)
      await site.mend()
    },
    tells: null,
    watchSeconds: 50,
  },
  {
    family,
    name: 'two blips of 3 s, 20 s apart',
    site: web(bad),
    course: async ({ site, met, sleep }) => {
      for (let times = 0; times < 2; times += 1) {
        const since = Date.now()
        await site.break()
        await met(since)
        await sleep(3)
        await site.mend()
        await sleep(20)
      }
    },
    tells: null,
    watchSeconds: 30,
  },
  {
    family,
    name: 'one request in three fails',
    site: web({ kind: 'oneIn', many: 3, fault: bad }),
    tells: warning('unstable', 'status', /unstable/, 240),
  },
  {
    family,
    name: 'an outage within maintenance',
    share: true,
    site: web(bad),
    course: async ({ site, check, api }) => {
      await plan(api, check, 600)
      await site.break()
    },
    tells: null,
    health: 'down',
    watchSeconds: 45,
  },
  {
    family,
    name: 'an outage that outlasts its maintenance',
    site: web(bad),
    course: async ({ site, check, api, sleep }) => {
      await plan(api, check, 40)
      await site.break()
      await sleep(38)
    },
    tells: page('status', /503/, 60),
  },
  {
    family,
    name: 'it falls while the check it depends on is down',
    site: web(bad),
    course: async ({ site, check, api, sleep }) => {
      const nobody = { type: 'tcp', host: '127.0.0.1', port: 9, intervalSeconds: 10 }
      const parent = await api.post<{ id: string }>('/api/checks', nobody)
      await sleep(30)
      await api.patch(`/api/checks/${check}`, { parent: parent.id })
      await site.break()
    },
    tells: null,
    health: 'down',
    watchSeconds: 45,
  },
]

/** Planned from the next moment on, for so many seconds. */
async function plan(api: Course['api'], check: string, seconds: number): Promise<void> {
  const at = Date.now()
  const [startsAt, endsAt] = [at, at + seconds * 1_000].map((ms) => new Date(ms).toISOString())
  await api.post('/api/maintenance', { startsAt, endsAt, checks: [check] })
}
