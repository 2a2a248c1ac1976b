// The page of what a workspace uses of its plan.
import { Hono } from 'hono'
import { usageOf } from '../../workers/flow/plan.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { UsagePage } from '../pages/usage.tsx'
import { page } from './form.tsx'

export const usagePages = new Hono<AppEnv>()

usagePages.get('/usage', async (c) =>
  page(c, <UsagePage {...(await usageOf(c.get('hub'), c.get('actor')))} />),
)
