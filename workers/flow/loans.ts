// Loans: made with a key that is shown once, listed with their meter, changed, revoked, removed.
import { makeId, workspaceOf } from '../domain/id.ts'
import { keyOf, type Loan, type LoanLine, lendersLine, loansMax } from '../domain/loan.ts'
import type { Location } from '../domain/location.ts'
import { limits } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { MadeLoan } from '../loan-ports.ts'
import { allow, auditOf, expectedVersion, lostRace } from './change.ts'
import { planNameOf } from './plan.ts'

const secretChars = 40

export interface LoanInput {
  name: string
  locations: string[]
  perDay: number
}
export type LoanPatch = { [K in keyof LoanInput]?: LoanInput[K] | undefined }

export async function listLoans(hub: HubPorts, actor: Actor): Promise<LoanLine[]> {
  allow(actor, 'read', 'loan')
  return hub.loans.loans(actor.workspace, hub.now())
}

/** A loan of the actor's workspace; `not_found` for any other. */
export async function getLoan(hub: HubPorts, actor: Actor, id: string): Promise<LoanLine> {
  allow(actor, 'read', 'loan')
  const own = workspaceOf('loan', id) === actor.workspace
  const all = own ? await hub.loans.loans(actor.workspace, hub.now()) : []
  const found = all.find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no loan of this id.')
  return found
}

/** The places that may be lent, in the order they are set. */
export const lendablePlaces = (hub: HubPorts): Location[] => hub.lending.list()

export async function createLoan(
  hub: HubPorts,
  actor: Actor,
  { name, locations, perDay }: LoanInput,
): Promise<MadeLoan> {
  allow(actor, 'write', 'loan')
  const { workspace } = actor
  const others = await hub.loans.loans(workspace, hub.now())
  if (others.length >= loansMax) {
    throw new Problem('limit_reached', `There are ${loansMax} loans already; remove one first.`)
  }
  const places = placesOf(hub, locations)
  await verifyAllowance(hub, workspace, others, perDay)
  const loan: Loan = {
    v: 1,
    id: makeId('loan', workspace, hub.randomId(12)),
    workspace,
    version: 1,
    name,
    locations: places.map((one) => one.id),
    perDay,
    createdAt: new Date(hub.now()).toISOString(),
    revokedAt: null,
    lastUsedAt: null,
  }
  const key = keyOf(loan, hub.randomId(secretChars))
  const audit = auditOf(actor, 'create', 'loan', loan.id, null, shown(loan))
  await hub.loans.addLoan(workspace, loan, await hub.vault.seal(key), audit)
  const line = lendersLine(places, hub.settings.baseUrl, key)
  return { loan: { ...loan, usedToday: 0, usedThisMonth: 0 }, key, line }
}

/** Another name, other places, another allowance. */
export async function changeLoan(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: LoanPatch,
  ifMatch: number | null,
): Promise<LoanLine> {
  allow(actor, 'write', 'loan')
  const before = await getLoan(hub, actor, id)
  const { name = before.name, locations, perDay = before.perDay } = patch
  const places = locations ? placesOf(hub, locations).map((one) => one.id) : before.locations
  if (perDay > before.perDay) {
    const all = await hub.loans.loans(actor.workspace, hub.now())
    const others = all.filter((one) => one.id !== id)
    await verifyAllowance(hub, actor.workspace, others, perDay)
  }
  const after = { ...before, name, perDay, locations: places }
  return replace(hub, actor, 'update', before, after, ifMatch)
}

/** Ends its key. What was taken stays on record. */
export async function revokeLoan(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<LoanLine> {
  allow(actor, 'write', 'loan')
  const before = await getLoan(hub, actor, id)
  if (before.revokedAt !== null) throw new Problem('conflict', 'It is revoked already.')
  const revokedAt = new Date(hub.now()).toISOString()
  return replace(hub, actor, 'revoke', before, { ...before, revokedAt }, ifMatch)
}

export async function removeLoan(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'loan')
  const before = await getLoan(hub, actor, id)
  const audit = auditOf(actor, 'delete', 'loan', id, shown(before), null)
  if (await hub.loans.dropLoan(actor.workspace, id, audit)) return
  throw new Problem('not_found', 'There is no loan of this id.')
}

async function replace(
  hub: HubPorts,
  actor: Actor,
  verb: string,
  before: LoanLine,
  after: LoanLine,
  ifMatch: number | null,
): Promise<LoanLine> {
  const expected = expectedVersion(ifMatch, before.version)
  const audit = auditOf(actor, verb, 'loan', before.id, shown(before), shown(after))
  if (!(await hub.loans.changeLoan(actor.workspace, after, expected, audit))) throw lostRace()
  return getLoan(hub, actor, before.id)
}

const shown = ({ name, locations, perDay, revokedAt }: Loan) => {
  return { name, locations, perDay, revokedAt }
}

function placesOf(hub: HubPorts, wanted: string[]): Location[] {
  const places = lendablePlaces(hub)
  const stranger = wanted.find((id) => !places.some((one) => one.id === id))
  if (stranger !== undefined) {
    const known = places.map((one) => one.id).join(', ')
    const remedy = `"${stranger}" is not a place that can be lent; there are ${known}`
    throw new Problem('invalid', remedy, 'locations')
  }
  return places.filter((one) => wanted.includes(one.id))
}

/** All loans that work together keep to the plan. */
async function verifyAllowance(
  hub: HubPorts,
  workspace: string,
  others: LoanLine[],
  perDay: number,
): Promise<void> {
  const { looksLentPerDay: most } = limits(await planNameOf(hub, workspace))
  const live = others.filter((one) => one.revokedAt === null)
  const taken = live.reduce((sum, one) => sum + one.perDay, 0)
  if (taken + perDay <= most) return
  const remedy = `the plan lends ${most} looks a day, and ${taken} of them are lent; give fewer`
  throw new Problem('limit_reached', remedy, 'perDay')
}
