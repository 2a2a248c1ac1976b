// Loans of record, and the meter of each.
import { sql } from 'drizzle-orm'
import { loanDays, loanNonces, loans, workspaces } from '../../schema/index.ts'
import { lentToleranceMs } from '../domain/lending.ts'
import type { Loan } from '../domain/loan.ts'
import type { LoanStore, Taken } from '../loan-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, rowOf } from './record.ts'
import { mostOf } from './room.ts'

/** Longer than a request is good for on either side of now. */
const nonceMs = 3 * lentToleranceMs

function loanOf(json: unknown): Loan {
  const row = rowOf(loans, json)
  const { id, workspace, version, name, locations, perDay, createdAt, revokedAt, lastUsedAt } = row
  return {
    v: 1,
    id,
    workspace,
    version,
    name,
    locations: locations as string[],
    perDay,
    createdAt: iso(createdAt)!,
    revokedAt: iso(revokedAt),
    lastUsedAt: iso(lastUsedAt),
  }
}

export function loansIn(db: Database): LoanStore {
  return {
    async loans(workspace, now) {
      const day = dayOf(now)
      const rows = await db.rows<{ row: unknown; today: number; month: number }>(sql`
        select to_jsonb(l) - 'secret' as row,
          coalesce((select d.used from ${loanDays} d
            where d.loan = l.id and d.day = ${day}::date), 0)::int as today,
          coalesce((select sum(d.used) from ${loanDays} d where d.loan = l.id
            and d.day >= date_trunc('month', ${day}::date)), 0)::int as month
        from ${loans} l where l.workspace = ${workspace} order by l.created_at, l.id`)
      return rows.map(({ row, today, month }) => {
        return { ...loanOf(row), usedToday: today, usedThisMonth: month }
      })
    },

    async loanAtDoor(id) {
      const [found] = await db.rows<{ row: unknown; secret: string; plan: string }>(sql`
        select to_jsonb(l) - 'secret' as row, l.secret, w.plan from ${loans} l
        join ${workspaces} w on w.id = l.workspace where l.id = ${id}`)
      return found ? { ...loanOf(found.row), secret: found.secret, plan: found.plan } : null
    },

    async addLoan(workspace, loan, sealedKey, audit) {
      const { id, version, name, locations, perDay, createdAt } = loan
      await change(
        db,
        workspace,
        sql`insert into ${loans}
            (v, id, workspace, version, name, locations, per_day, secret, created_at)
          values (1, ${id}, ${workspace}, ${version}, ${name}, ${jsonOf(locations)}::jsonb,
            ${perDay}, ${sealedKey}, ${createdAt}::timestamptz) returning id`,
        audit,
        'none',
      )
    },

    changeLoan: (workspace, { id, name, locations, perDay, revokedAt }, expected, audit) =>
      change(
        db,
        workspace,
        sql`update ${loans} set version = ${expected + 1}, name = ${name}, per_day = ${perDay},
            locations = ${jsonOf(locations)}::jsonb, revoked_at = ${revokedAt}::timestamptz
          where workspace = ${workspace} and id = ${id} and version = ${expected} returning id`,
        audit,
        'none',
      ),

    dropLoan: (workspace, id, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${loans} where workspace = ${workspace} and id = ${id} returning id`,
        audit,
        'none',
      ),

    async take({ id, workspace }, nonce, most, now): Promise<Taken> {
      const [day, at] = [dayOf(now), instantOf(now)]
      const [found] = await db.rows<{ fresh: number; counted: number }>(sql`
        with fresh as (
          insert into ${loanNonces} (workspace, loan, nonce, at)
          values (${workspace}, ${id}, ${nonce}, ${at}::timestamptz)
          on conflict do nothing returning loan
        ),
        counted as (
          insert into ${loanDays} as d (workspace, loan, day, used)
          select ${workspace}, loan, ${day}::date, 1 from fresh where ${most}::int > 0
            and ${lentIn(workspace, day)} < ${mostOf(workspace, (has) => has.looksLentPerDay)}
          on conflict (loan, day) do update set used = d.used + 1 where d.used < ${most}::int
          returning used
        ),
        noted as (
          update ${loans} set last_used_at = ${at}::timestamptz
          where id = ${id} and exists (select from counted)
        ),
        forgotten as (
          delete from ${loanNonces}
          where loan = ${id} and at < ${instantOf(now - nonceMs)}::timestamptz
        )
        select (select count(*) from fresh)::int as fresh,
          (select count(*) from counted)::int as counted`)
      if (!found || found.fresh === 0) return 'again'
      return found.counted > 0 ? 'taken' : 'spent'
    },
  }
}

/** What all loans of a workspace have lent in a day, those that were removed since, too: a smaller plan
 *  leaves each loan as it was. */
const lentIn = (workspace: string, day: string) => sql`(select coalesce(sum(used), 0)
  from ${loanDays} where workspace = ${workspace} and day = ${day}::date)`

/** The day of an instant, as UTC has it. */
const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10)

function iso(instant: string | null): string | null {
  return instant === null ? null : instantOf(Date.parse(instant))
}
