// /api: the description of the API as a page, drawn from the document that programs read.
import type { Context } from 'hono'
import { type Description, guideOf } from '../../workers/domain/api-guide.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { ApiPage } from '../pages/api.tsx'
import { page } from './form.tsx'

/** The page; public, as the document is. */
export async function apiPage(c: Context<AppEnv>, document: object): Promise<Response> {
  const described = document as Description
  const sections = guideOf(described, c.get('hub').settings.baseUrl)
  const answer = await page(c, <ApiPage version={described.info.version} sections={sections} />)
  answer.headers.set('cache-control', 'public, max-age=300')
  return answer
}
