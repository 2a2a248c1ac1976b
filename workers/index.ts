// The hub Worker's doors: requests, the cron, the shard class.
import { makeApp } from './app.ts'
import type { Env } from './env.ts'
import { runCron } from './flow/cron.ts'
import { wireHub } from './wire/hub.ts'

export { AgentDoor } from './objects/agent-door.ts'
export { Courier } from './objects/courier.ts'
export { Desk } from './objects/desk.ts'
export { Shard } from './objects/shard.ts'

const app = makeApp()

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
  scheduled: (_event, env, context) => {
    context.waitUntil(runCron(wireHub(env).hub))
  },
} satisfies ExportedHandler<Env>
