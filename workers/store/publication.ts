// Logos and posts of status pages. Every statement names the workspace, but the one the cron asks
// for all of them.
import { sql } from 'drizzle-orm'
import { incidents, pageLogos, pagePosts, pages } from '../../schema/index.ts'
import type { Post } from '../domain/page/post.ts'
import type { IncidentOfPage, PublicationStore, StoredLogo } from '../page-ports.ts'
import { drop, put } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, msOf, objectOf } from './record.ts'

export function publicationIn(db: Database): PublicationStore {
  return { ...postsIn(db), ...logosIn(db) }
}

function postsIn(db: Database) {
  return {
    async posts(workspace, page, limit) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${pagePosts} p
        where p.workspace = ${workspace} and p.page = ${page}
        order by p.started_at desc, p.id desc limit ${limit}`)
      return rows.map(({ row }) => postOf(row))
    },

    async post(workspace, id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(p) as row from ${pagePosts} p
        where p.workspace = ${workspace} and p.id = ${id}`)
      return found ? postOf(found.row) : null
    },

    putPost: (workspace, { startedAt, endedAt, ...post }, expected, audit) => {
      const row = {
        ...post,
        startedAt: instantOf(startedAt),
        endedAt: endedAt === null ? null : instantOf(endedAt),
      }
      return put(db, workspace, pagePosts, row, expected, audit)
    },

    dropPost: (workspace, id, expected, audit) =>
      drop(db, workspace, pagePosts, id, expected, audit),

    recentIncidents: (since) =>
      db.rows<IncidentOfPage>(sql`
        select i.workspace, i.id from ${incidents} i
        where (i.resolved_at is null or i.resolved_at >= ${instantOf(since)}::timestamptz)
          and exists (select from ${pages} p where p.workspace = i.workspace and p.is_public)
        order by i.workspace, i.opened_at limit 5000`),
  } satisfies Partial<PublicationStore>
}

function logosIn(db: Database) {
  return {
    async logo(workspace, page) {
      const [found] = await db.rows<StoredLogo>(sql`
        select l.type, l.hash, l.data from ${pageLogos} l
        where l.workspace = ${workspace} and l.page = ${page}`)
      return found ?? null
    },

    async putLogo(workspace, page, logo) {
      if (logo === null) {
        await db.rows(sql`
          delete from ${pageLogos} where workspace = ${workspace} and page = ${page}`)
        return
      }
      await db.rows(sql`
        insert into ${pageLogos} (page, workspace, type, hash, data)
        select p.id, p.workspace, ${logo.type}, ${logo.hash}, ${logo.data} from ${pages} p
        where p.workspace = ${workspace} and p.id = ${page}
        on conflict (page) do update
          set type = excluded.type, hash = excluded.hash, data = excluded.data`)
    },
  } satisfies Partial<PublicationStore>
}

function postOf(row: unknown): Post {
  const { startedAt, endedAt, ...post } = objectOf<
    Omit<Post, 'startedAt' | 'endedAt'> & {
      startedAt: string
      endedAt: string | null
    }
  >(pagePosts, row)
  return { ...post, startedAt: msOf(startedAt), endedAt: msOf(endedAt) }
}
