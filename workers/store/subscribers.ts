// Subscribers of status pages and the outbox of what they are owed. Statements of people's requests
// name the workspace; the outbox is everybody's, and claimed under lock.
import { sql } from 'drizzle-orm'
import { pageNotices, pagePosts, pageSubscribers } from '../../schema/index.ts'
import type { Notice, Subscriber } from '../domain/page/subscriber.ts'
import type { NoticeLine, SubscriberStore } from '../page-ports.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, msOf, rowOf } from './record.ts'

/** Updates older than that are told to nobody any more. */
const tellMs = 86_400_000

export function subscribersIn(db: Database): SubscriberStore {
  return { ...listIn(db), ...outboxIn(db) }
}

function listIn(db: Database) {
  return {
    async subscribers(workspace, page) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(s) as row from ${pageSubscribers} s
        where s.workspace = ${workspace} and s.page = ${page}
        order by s.created_at desc, s.id limit 1000`)
      return rows.map(({ row }) => subscriberOf(row))
    },

    async subscriber(id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(s) as row from ${pageSubscribers} s where s.id = ${id}`)
      return found ? subscriberOf(found.row) : null
    },

    async subscriberAt(page, kind, address) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(s) as row from ${pageSubscribers} s
        where s.page = ${page} and s.kind = ${kind} and s.address = ${address}`)
      return found ? subscriberOf(found.row) : null
    },

    async countSubscribers(page) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${pageSubscribers} s where s.page = ${page}`)
      return found?.n ?? 0
    },

    async putSubscriber(subscriber) {
      const { createdAt, askedAt, confirmedAt, ...rest } = subscriber
      const instants = {
        createdAt: instantOf(createdAt),
        askedAt: instantOf(askedAt),
        confirmedAt: confirmedAt === null ? null : instantOf(confirmedAt),
      }
      const one = { ...rest, ...instants }
      await db.rows(sql`
        insert into ${pageSubscribers} (v, id, workspace, page, kind, address, components, language,
          secret, created_at, asked_at, confirmed_at)
        select ${one.v}, ${one.id}, ${one.workspace}, ${one.page}, ${one.kind}, ${one.address},
          (select array_agg(c) from jsonb_array_elements_text(nullif(${jsonOf(one.components)}::jsonb, 'null')) c),
          ${one.language}, ${one.secret}::text, ${one.createdAt}::timestamptz,
          ${one.askedAt}::timestamptz, ${one.confirmedAt}::timestamptz
        on conflict (page, kind, address) do update set components = excluded.components,
          language = excluded.language, secret = excluded.secret, asked_at = excluded.asked_at,
          confirmed_at = excluded.confirmed_at, tries = 0`)
    },

    async dropSubscriber(workspace, page, id) {
      const rows = await db.rows(sql`
        delete from ${pageSubscribers}
        where workspace = ${workspace} and page = ${page} and id = ${id} returning id`)
      return rows.length > 0
    },

    async countAsked(page, kind, since) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${pageSubscribers} s where s.page = ${page}
          and s.kind = ${kind} and s.asked_at > ${instantOf(since)}::timestamptz`)
      return found?.n ?? 0
    },

    async takeTry(id, triesMax) {
      const rows = await db.rows(sql`
        update ${pageSubscribers} set tries = tries + 1
        where id = ${id} and tries < ${triesMax} returning id`)
      return rows.length > 0
    },

    async dropAddress(kind, address) {
      await db.rows(sql`
        delete from ${pageSubscribers} where kind = ${kind} and address = ${address}`)
    },

    async forgetUnconfirmed(before) {
      await db.rows(sql`
        delete from ${pageSubscribers}
        where confirmed_at is null and asked_at < ${instantOf(before)}::timestamptz`)
    },
  } satisfies Partial<SubscriberStore>
}

function outboxIn(db: Database) {
  return {
    /** One statement, repeated harmlessly: an update is owed to a subscriber once. */
    async owe(now) {
      await db.rows(sql`
        insert into ${pageNotices} (id, workspace, page, post, update_number, subscriber, state,
          attempts, created_at, due_at)
        select 'ntc_' || p.workspace || '_' || md5(p.id || s.id || u.n), p.workspace, p.page, p.id,
          u.n - 1, s.id, 'pending', 0, ${instantOf(now)}::timestamptz, ${instantOf(now)}::timestamptz
        from ${pagePosts} p
        cross join lateral jsonb_array_elements(p.settings->'updates') with ordinality as u(body, n)
        join ${pageSubscribers} s on s.page = p.page and s.confirmed_at is not null
          and (s.components is null or s.components && p.components)
        where p.settings->'isHidden' is distinct from 'true'::jsonb
          and (u.body->>'at')::bigint > ${now - tellMs}::bigint
          and to_timestamp((u.body->>'at')::bigint / 1000.0) >= s.confirmed_at
        on conflict (post, subscriber, update_number) do nothing`)
    },

    async claim(now, leaseMs, limit) {
      const rows = await db.rows<{ row: unknown }>(sql`
        update ${pageNotices} as n set attempts = n.attempts + 1,
          leased_until = ${instantOf(now + leaseMs)}::timestamptz
        where n.id in (
          select o.id from ${pageNotices} o
          where o.state = 'pending' and o.due_at <= ${instantOf(now)}::timestamptz
            and (o.leased_until is null or o.leased_until <= ${instantOf(now)}::timestamptz)
            and not exists (select from ${pageNotices} e where e.post = o.post
              and e.subscriber = o.subscriber and e.update_number < o.update_number
              and e.state = 'pending')
          order by o.due_at, o.id limit ${limit} for update skip locked)
        returning to_jsonb(n) as row`)
      return rows.map(({ row }) => {
        const { id, workspace, page, post, updateNumber, subscriber, attempts } = rowOf(
          pageNotices,
          row,
        )
        return { id, workspace, page, post, updateNumber, subscriber, attempts } satisfies Notice
      })
    },

    async noticesDueAt() {
      const [row] = await db.rows<{ at: number | null }>(sql`
        select (min(extract(epoch from
          greatest(n.due_at, coalesce(n.leased_until, n.due_at)))) * 1000)::float8 as at
        from ${pageNotices} n where n.state = 'pending'
          and not exists (select from ${pageNotices} e where e.post = n.post
            and e.subscriber = n.subscriber and e.update_number < n.update_number
            and e.state = 'pending')`)
      return row?.at ?? null
    },

    async settle(id, { state, said, now, dueAt }) {
      await db.rows(sql`
        update ${pageNotices} set state = ${state}, said = ${said}, leased_until = null,
          due_at = ${instantOf(dueAt)}::timestamptz,
          settled_at = case when ${state} = 'pending' then null
            else ${instantOf(now)}::timestamptz end
        where id = ${id} and state = 'pending'`)
    },

    notices: (workspace, page, limit) =>
      db.rows<NoticeLine>(sql`
        select n.post, n.update_number as "updateNumber", n.state, n.attempts, n.said, s.kind,
          s.address, (extract(epoch from n.created_at) * 1000)::float8 as "createdAt"
        from ${pageNotices} n join ${pageSubscribers} s on s.id = n.subscriber
        where n.workspace = ${workspace} and n.page = ${page}
        order by n.created_at desc, n.id limit ${limit}`),
  } satisfies Partial<SubscriberStore>
}

function subscriberOf(row: unknown): Subscriber {
  const one = rowOf(pageSubscribers, row)
  return {
    ...one,
    v: 1,
    kind: one.kind as Subscriber['kind'],
    language: one.language as Subscriber['language'],
    createdAt: msOf(one.createdAt),
    askedAt: msOf(one.askedAt),
    confirmedAt: msOf(one.confirmedAt),
  }
}
