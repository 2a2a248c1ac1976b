// The pages for people: public ones first, then the doors, then all that needs a person.
import { Hono } from 'hono'
import type { AppEnv } from '../workers/middleware/app-env.ts'
import { accountRoutes } from './routes/account.tsx'

/** All pages. */
export function dashboardRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.route('/', accountRoutes)
  return app
}
