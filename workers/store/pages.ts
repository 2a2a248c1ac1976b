// Status pages of record. Every statement names the workspace, but the one a visitor's address
// asks: slugs are everybody's.
import { sql } from 'drizzle-orm'
import { pages } from '../../schema/index.ts'
import type { Page } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { drop } from './change.ts'
import type { Database } from './database.ts'
import { objectOf } from './record.ts'
import { type Adding, putWithin } from './room.ts'

type PagesStore = Pick<ConfigStore, 'pages' | 'page' | 'pageBySlug' | 'putPage' | 'dropPage'>

export function pagesIn(db: Database): PagesStore {
  return {
    async pages(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${pages} p
        where p.workspace = ${workspace} order by p.id`)
      return rows.map(({ row }) => pageOf(row))
    },

    async page(workspace, id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${pages} p
        where p.workspace = ${workspace} and p.id = ${id}`)
      return found ? pageOf(found.row) : null
    },

    async pageBySlug(slug) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${pages} p where p.slug = ${slug}`)
      return found ? pageOf(found.row) : null
    },

    putPage: (workspace, page, expected, audit) =>
      putWithin(db, roomOf(workspace, page, expected), pages, page, expected, audit),
    dropPage: (workspace, id, expected, audit) => drop(db, workspace, pages, id, expected, audit),
  }
}

/** A new page is one more; a host where there was none is one more host. */
function roomOf(workspace: string, { id, domain }: Page, expected: number | null): Adding {
  if (expected === null) return { workspace, what: 'pages' }
  const hadNone = sql`exists (select from ${pages} where workspace = ${workspace} and id = ${id}
    and jsonb_typeof(settings -> 'domain') is distinct from 'object')`
  return { workspace, what: 'hosts', ...(domain ? { isMore: hadNone } : {}) }
}

/** A page as it was put: without a host it has none. */
export function pageOf(row: unknown): Page {
  const { host, ...page } = objectOf<Page>(pages, row)
  return host ? { ...page, host } : page
}
