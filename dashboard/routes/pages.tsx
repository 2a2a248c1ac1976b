// Status pages for their owner: the list, one page with its forms.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Page } from '../../workers/domain/config.ts'
import { accessInput, pageFields, pageInput } from '../../workers/domain/page/input.ts'
import { groupsOf } from '../../workers/domain/page.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { claimHost, proveHost } from '../../workers/flow/page-domain.ts'
import { setAccess } from '../../workers/flow/page-gate.ts'
import { setLogo } from '../../workers/flow/page-logo.ts'
import {
  createPage,
  getPage,
  listPages,
  ownPage,
  removePage,
  updatePage,
} from '../../workers/flow/pages.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { PageEditor } from '../pages/page.tsx'
import { PagesPage } from '../pages/pages.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf, valuesOf } from './form.tsx'
import { checkNames } from './names.ts'
import {
  type ComponentRow,
  groupsOfRows,
  handChoices,
  patchOfTexts,
  rowsOfGroups,
  showsOf,
  textsOfPage,
} from './page-texts.ts'

export const pagePages = new Hono<AppEnv>()

const list = async (c: Context<AppEnv>, typed: Typed) => (
  <PagesPage pages={await listPages(c.get('hub'), c.get('actor'))} typed={typed} />
)

pagePages.get('/pages', async (c) => page(c, await list(c, untouched)))

pagePages.post('/pages', async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    const input = parsed(pageInput, { title: texts.title ?? '', slug: (texts.slug ?? '').trim() })
    return `/pages/${(await createPage(c.get('hub'), c.get('actor'), input)).id}`
  }
  return onward(c, act, (typed) => list(c, typed), texts)
})

/** The forms of a page, with what was typed after a refusal. */
async function editor(c: Context<AppEnv>, typed: Typed, rows?: ComponentRow[]) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const shown = await getPage(hub, actor, c.req.param('id') ?? '')
  const names = await checkNames(hub, actor)
  const choices = [...Object.keys(names).map((id) => showsOf(id, names)), ...handChoices]
  const own = rows ?? (await rowsOf(c, shown, names))
  const { baseUrl } = hub.settings
  const url = shown.host ? `https://${shown.host}` : `${baseUrl}/status/${shown.slug}`
  const data = { page: shown, values: textsOfPage(shown), typed, url }
  return <PageEditor {...data} rows={{ rows: own, choices, typed }} />
}

async function rowsOf(c: Context<AppEnv>, shown: Page, names: Record<string, string>) {
  const config = await c.get('hub').config.whole(shown.workspace)
  return rowsOfGroups(groupsOf(shown, config?.checks ?? []), names)
}

pagePages.get('/pages/:id', async (c) => page(c, await editor(c, untouched)))

const patchInput = z.strictObject(pageFields).partial()

/** One of the page's forms: the act, then the page again. */
async function save(
  c: Context<AppEnv>,
  act: (id: string) => Promise<unknown>,
  values: Record<string, string> = {},
  rows?: ComponentRow[],
): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const go = async () => {
    await act(id)
    return `/pages/${id}`
  }
  return onward(c, go, (typed) => editor(c, typed, rows), values)
}

pagePages.post('/pages/:id', async (c) => {
  const texts = await textsOf(c)
  const act = (id: string) => {
    const patch = parsed(patchInput, patchOfTexts(texts))
    return updatePage(c.get('hub'), c.get('actor'), id, patch, null)
  }
  // A switch that is off was typed, too.
  const values = { auto: 'false', autoMaintenance: 'false', isIndexed: 'false', ...texts }
  return save(c, act, values)
})

pagePages.post('/pages/:id/components', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const columns = await Promise.all(
    ['key', 'heading', 'name', 'shows'].map((name) => valuesOf(c, name)),
  )
  const [keys = [], headings = [], names = [], shown = []] = columns
  const rows = shown.map((shows, index) => ({
    key: keys[index] ?? '',
    heading: (headings[index] ?? '').trim(),
    name: (names[index] ?? '').trim(),
    shows: shows.trim(),
  }))
  const act = async (id: string) => {
    await ownPage(hub, actor, id)
    const groups = groupsOfRows(rows, await checkNames(hub, actor))
    const patch = parsed(patchInput, { groups })
    return updatePage(hub, actor, id, patch, null)
  }
  const typedRows = rows.filter((one) => one.name || one.shows || one.heading)
  return save(c, act, {}, typedRows)
})

pagePages.post('/pages/:id/host', async (c) => {
  const texts = await textsOf(c)
  const host = (texts.host ?? '').trim()
  const act = (id: string) => claimHost(c.get('hub'), c.get('actor'), id, host || null)
  return save(c, act, texts)
})
pagePages.post('/pages/:id/host/proof', (c) =>
  save(c, (id) => proveHost(c.get('hub'), c.get('actor'), id)),
)

pagePages.post('/pages/:id/access', async (c) => {
  const { password = '', ...texts } = await textsOf(c)
  const act = (id: string) => {
    const input = parsed(accessInput, { access: texts.access, password: password || null })
    return setAccess(c.get('hub'), c.get('actor'), id, input)
  }
  return save(c, act, texts)
})

pagePages.post('/pages/:id/logo', (c) =>
  save(c, async (id) => {
    await ownPage(c.get('hub'), c.get('actor'), id)
    const { logo } = await c.req.parseBody()
    if (!(logo instanceof File) || logo.size === 0)
      throw new Problem('invalid', 'is missing; choose one', 'logo')
    const bytes = new Uint8Array(await logo.arrayBuffer())
    return setLogo(c.get('hub'), c.get('actor'), id, bytes)
  }),
)
pagePages.post('/pages/:id/logo/remove', (c) =>
  save(c, (id) => setLogo(c.get('hub'), c.get('actor'), id, null)),
)

pagePages.post('/pages/:id/:act{hide|show|remove}', async (c) => {
  const { id, act } = c.req.param()
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  if (act === 'remove') await removePage(hub, actor, id, null)
  else await updatePage(hub, actor, id, { isPublic: act === 'show' }, null)
  return c.redirect('/pages', 303)
})
