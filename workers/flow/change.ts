// What every change of configuration has in common: permission first, an audit line in the same
// batch, then the whole configuration pushed to the shard. A push that fails is made up by cron.
import type { AuditNoun } from '../domain/audit.ts'
import { can, inScope, type Noun, type Verb } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, Audit, HubPorts } from '../hub-ports.ts'

/** Whether the actor may, by role and, for a key, by scopes. */
export function may(actor: Actor, verb: Verb, noun: Noun): boolean {
  return can(actor.role, verb, noun) && inScope(actor.scopes ?? null, verb, noun)
}

/** Throws `forbidden` when the actor may not. */
export function allow(actor: Actor, verb: Verb, noun: Noun): void {
  if (may(actor, verb, noun)) return
  if (can(actor.role, verb, noun)) {
    const scope = `${noun}:${verb === 'read' ? 'read' : 'write'}`
    throw new Problem('forbidden', `The scopes of this key lack ${scope}; make a key that has it.`)
  }
  throw new Problem(
    'forbidden',
    `A ${actor.role} may not ${verb} a ${noun} here; ask an owner or admin.`,
  )
}

/** The audit line of a change. Secrets never: callers pass what the API would show. */
export function auditOf(
  actor: Actor,
  verb: string,
  noun: AuditNoun,
  subject: string,
  before: unknown,
  after: unknown,
): Audit {
  return { actor: actor.id, actorName: actor.name, verb, noun, subject, before, after }
}

/** Notes what a shard did for somebody, after it was done. It does not wait for Postgres: with it
 *  away the act stands, in the incident's own timeline, and the log says that it lacks a line. */
export async function record(hub: HubPorts, workspace: string, audit: Audit): Promise<void> {
  await hub.accounts
    .record(workspace, audit)
    .catch((fault: unknown) => hub.log.error('audit', fault, { workspace, verb: audit.verb }))
}

/** Gives the shard what is on record now. */
export async function push(hub: HubPorts, workspace: string): Promise<void> {
  try {
    const config = await hub.config.whole(workspace)
    if (!config) return
    const door = await hub.shard(workspace)
    await door.configure(config)
  } catch (fault) {
    hub.log.error('config.push', fault, { workspace })
  }
}

/** The version a caller expects: from `If-Match`, or the current one when none was given. */
export function expectedVersion(ifMatch: number | null, current: number): number {
  if (ifMatch !== null && ifMatch !== current) {
    throw new Problem(
      'precondition_failed',
      `It is at version ${current} now; read it again and repeat the change.`,
    )
  }
  return current
}

/** A conditional write that lost the race. */
export function lostRace(): Problem {
  return new Problem(
    'precondition_failed',
    'Somebody changed it at the same moment; read it again and repeat the change.',
  )
}
