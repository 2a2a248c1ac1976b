// The operator console: the door, every workspace in numbers, one of them, and what was done.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { dollarsText, monthlyDollars } from '../../workers/domain/cost/tenant.ts'
import { planOf } from '../../workers/domain/plan.ts'
import type { RecordedAct, Tenant, Totals } from '../../workers/operator-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { More } from '../parts/more.tsx'
import { Acts } from '../parts/operator-acts.tsx'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { SmallForm } from '../parts/small-form.tsx'
import { When } from '../parts/when.tsx'

const codeField: FormField = {
  name: 'code',
  label: 'Code',
  help: 'Six digits, from your authenticator app. Good for twelve hours, in this browser.',
  kind: 'text',
  required: true,
  autocomplete: 'one-time-code',
}

export function OperatorDoor({ hasSecond, typed }: { hasSecond: boolean; typed: Typed }) {
  return (
    <OperatorFrame title="Enter" part={null}>
      <h1>Operator console</h1>
      {hasSecond ? (
        <>
          <p class="soft">What is done behind this door is written down.</p>
          <SmallForm
            action="/operator/enter"
            fields={[codeField]}
            typed={typed}
            label="Enter"
            back="/"
          />
        </>
      ) : (
        <p>
          It opens to a second factor only, and your account has none.{' '}
          <a href="/account/second-factor">Set one up</a>, then come back.
        </p>
      )}
    </OperatorFrame>
  )
}

export interface TenantsData {
  totals: Totals
  tenants: Tenant[]
  next: string | null
  text: string
}

const figure = (count: number) => count.toLocaleString('en')

export function TenantsPage({ totals, tenants, next, text }: TenantsData) {
  return (
    <OperatorFrame title="Workspaces" part="/operator">
      <div class="head">
        <div>
          <h1>Workspaces</h1>
          <p>
            {figure(totals.workspaces)} {totals.workspaces === 1 ? 'workspace' : 'workspaces'},{' '}
            {figure(totals.people)} {totals.people === 1 ? 'person' : 'people'},{' '}
            {figure(totals.running)} of {figure(totals.checks)} checks running,{' '}
            {figure(Math.round(totals.probesPerDay))} probes a day.
          </p>
        </div>
      </div>
      <form method="get" action="/operator" class="filter" aria-label="Search">
        <input
          type="search"
          name="q"
          value={text}
          aria-label="A part of the name, or an id"
          placeholder="A part of the name, or an id"
        />
        <button type="submit">Search</button>
        {text !== '' && <a href="/operator">show all</a>}
      </form>
      {tenants.length === 0 ? (
        <div class="empty">
          <p>No workspace has this name or id.</p>
        </div>
      ) : (
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Workspace</th>
              <th scope="col">Plan</th>
              <th scope="col" class="number">
                People
              </th>
              <th scope="col" class="number">
                Checks
              </th>
              <th scope="col" class="number">
                Probes a day
              </th>
              <th scope="col" class="number">
                Probing costs a month
              </th>
              <th scope="col">Made</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {tenants.map((one) => (
              <Row tenant={one} />
            ))}
          </tbody>
        </table>
      )}
      <More path={`/operator${text ? `?q=${encodeURIComponent(text)}` : ''}`} next={next} />
    </OperatorFrame>
  )
}

function Row({ tenant }: { tenant: Tenant }) {
  const { id, name, plan, people, checks, running, probesPerDay, createdAt, lastSeenAt } = tenant
  return (
    <tr>
      <td class="wrap">
        <a href={`/operator/workspaces/${id}`}>{name}</a> <code>{id}</code>
        {tenant.isStopped && <strong> ‖ stopped</strong>}
      </td>
      <td data-label="Plan: ">{planOf(plan).label}</td>
      <td class="number" data-label="People: ">
        {people}
      </td>
      <td class="number" data-label="Checks: ">
        {running === checks ? checks : `${running} of ${checks}`}
      </td>
      <td class="number" data-label="Probes a day: ">
        {figure(probesPerDay)}
      </td>
      <td class="number" data-label="Probing costs a month: ">
        {dollarsText(monthlyDollars(probesPerDay))}
      </td>
      <td data-label="Made: ">
        <When at={createdAt} />
      </td>
      <td data-label="Last seen: ">{lastSeenAt === null ? '–' : <When at={lastSeenAt} />}</td>
    </tr>
  )
}

export function ActsPage({ acts }: { acts: RecordedAct[] }) {
  return (
    <OperatorFrame title="What was done" part="/operator/acts">
      <div class="head">
        <div>
          <h1>What was done</h1>
          <p>In this console, newest first. What touched a workspace stands in its own log, too.</p>
        </div>
      </div>
      <Acts acts={acts} />
    </OperatorFrame>
  )
}
