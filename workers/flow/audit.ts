// The audit log as people read it: who did what, and what it changed.
import { differences } from '../domain/difference.ts'
import type { Actor, HubPorts, PageAsk, PageOf } from '../hub-ports.ts'
import type { AuditEntry, AuditFilter } from '../workspace-ports.ts'
import { allow } from './change.ts'

/** Newest first. */
export async function listAudits(
  hub: HubPorts,
  actor: Actor,
  filter: AuditFilter,
  ask: PageAsk,
): Promise<PageOf<AuditEntry>> {
  allow(actor, 'read', 'audit')
  const { data, next } = await hub.accounts.audits(actor.workspace, filter, ask)
  return {
    data: data.map((one) => ({ ...one, changes: differences(one.before, one.after) })),
    next,
  }
}

/** Who did anything here, the latest first. */
export async function auditActors(
  hub: HubPorts,
  actor: Actor,
): Promise<{ id: string; name: string }[]> {
  allow(actor, 'read', 'audit')
  return hub.accounts.auditActors(actor.workspace)
}
