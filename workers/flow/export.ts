// A whole workspace as one JSON document, written page by page: as much is held as one page of the
// longest list. Secrets are masked in it, keys and links are not in it at all.
import type { Actor, HubPorts, PageAsk, PageOf } from '../hub-ports.ts'
import { listAudits } from './audit.ts'
import { allow } from './change.ts'
import { listChannels } from './channels.ts'
import { listChecks } from './checks.ts'
import { listIncidents } from './incidents.ts'
import { listMaintenance } from './maintenance.ts'
import { listMembers } from './memberships.ts'
import { listPages } from './pages.ts'
import { listPolicies } from './policies.ts'
import { listSchedules } from './schedules.ts'
import { listSilences } from './silences.ts'
import { getWorkspace } from './workspaces.ts'

const rowsPerPage = 100
const recordsPerPage = 500

/** The document in pieces. For those who may read all of it, the audit log too. */
export async function* exportWorkspace(hub: HubPorts, actor: Actor): AsyncGenerator<string> {
  allow(actor, 'read', 'audit')
  const { workspace, name } = await getWorkspace(hub, actor)
  const head = { v: 1, exportedAt: new Date(hub.now()).toISOString(), workspace, name }
  yield JSON.stringify(head).slice(0, -1)
  const whole: [string, (hub: HubPorts, actor: Actor) => Promise<unknown[]>][] = [
    ['members', listMembers],
    ['channels', listChannels],
    ['policies', listPolicies],
    ['schedules', listSchedules],
    ['maintenance', listMaintenance],
    ['silences', listSilences],
    ['pages', listPages],
  ]
  for (const [key, list] of whole) {
    yield `,\n${JSON.stringify(key)}:${JSON.stringify(await list(hub, actor))}`
  }
  yield* array('checks', (ask) => listChecks(hub, actor, ask))
  yield* array('incidents', (ask) => listIncidents(hub, actor, {}, ask))
  yield* array('audit', (ask) => listAudits(hub, actor, {}, ask))
  for (const table of hub.everything.tables()) yield* records(hub, workspace, table)
  yield '}\n'
}

/** A table as it is, for what no list shows whole: history, evidence, what was told. */
async function* records(hub: HubPorts, workspace: string, table: string): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(table)}:[`
  let after: string[] | null = null
  let before = ''
  do {
    const page = await hub.everything.rows(table, workspace, after, recordsPerPage)
    const rows: string[] = page.data.map((row) => JSON.stringify(row, unsealed))
    yield rows.length > 0 ? before + rows.join(',\n') : ''
    if (rows.length > 0) before = ',\n'
    after = page.next
  } while (after !== null)
  yield ']'
}

/** A sealed secret is nobody's to take along: it opens nowhere else. */
const unsealed = (_key: string, value: unknown) =>
  typeof value === 'string' && value.startsWith('sealed:') ? '(sealed)' : value

async function* array(
  key: string,
  list: (ask: PageAsk) => Promise<PageOf<unknown>>,
): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(key)}:[`
  let cursor: string | null = null
  let before = ''
  do {
    const page: PageOf<unknown> = await list({ cursor, limit: rowsPerPage })
    const rows = page.data.map((row) => JSON.stringify(row))
    yield rows.length > 0 ? before + rows.join(',\n') : ''
    if (rows.length > 0) before = ',\n'
    cursor = page.next
  } while (cursor !== null)
  yield ']'
}
