// What a round says, and when that is certain: votes are counted per place and per network
// (verdict.md A, C12). Knows nothing of rounds before it.
import type { Location } from '../location.ts'
import type { Blocked, Fail, Observation, Unknown } from '../observation.ts'
import type { Round, Said } from '../round.ts'
import { isGround } from './borrowed.ts'
import { countedOnce } from './colo.ts'
import { missingMsMax, roundGraceMs } from './numbers.ts'
import { outPlaces } from './places.ts'
import { isRefusal, refusalsApart } from './refusal.ts'
import type { CheckState, World } from './state.ts'

/** The votes of a round, sorted. */
export interface Ballot {
  /** Asked and counted: the ground of every majority. */
  asked: Location[]
  pass: string[]
  fail: Fail[]
  blocked: Blocked[]
  unknown: Unknown[]
  /** Asked and not heard. */
  missing: string[]
  /** Those of them that still measured for an earlier round. */
  measuring: string[]
  /** Networks of those that voted; those most of whose votes are `fail`. */
  networks: string[]
  networksFailing: string[]
  said: Said
  /** Most places fail but not most networks, or the reverse (E23). */
  torn: boolean
}

/** Counts a round. `out` are places known to be out: not counted unless they voted (A2).
 *  `softVotes` false leaves failures by timeout alone out of the votes (D18). */
export function countBallot(
  round: Round,
  voters: Location[],
  { out = new Set<string>(), softVotes = true }: { out?: Set<string>; softVotes?: boolean } = {},
): Ballot {
  const heard = new Map<string, Observation>()
  for (const observation of countedOnce(refusalsApart(round)).observations) {
    heard.set(observation.location, observation)
  }
  const ballot: Ballot = {
    asked: [],
    pass: [],
    fail: [],
    blocked: [],
    unknown: [],
    missing: [],
    measuring: round.measuring ?? [],
    networks: [],
    networksFailing: [],
    said: 'unknown',
    torn: false,
  }
  const votes = new Map<string, { fail: number; all: number; asked: number }>()
  for (const voter of voters) {
    if (!round.asked.includes(voter.id)) continue
    const observation = heard.get(voter.id)
    const vote = sort(ballot, voter.id, observation, softVotes)
    if (vote === null && (out.has(voter.id) || neverReached(observation))) continue
    if (!isGround(voter, vote !== null)) continue
    ballot.asked.push(voter)
    const network = votes.get(voter.network) ?? { fail: 0, all: 0, asked: 0 }
    network.asked += 1
    if (vote !== null) network.all += 1
    if (vote === 'fail') network.fail += 1
    votes.set(voter.network, network)
  }
  for (const [network, { fail, all }] of votes) {
    if (all === 0) continue
    ballot.networks.push(network)
    if (fail * 2 > all) ballot.networksFailing.push(network)
  }
  decide(ballot, votes.size)
  return ballot
}

function decide(ballot: Ballot, networksAsked: number): void {
  const { asked, fail, pass, networks, networksFailing } = ballot
  const mostPlaces = fail.length * 2 > asked.length
  const mostNetworks = networksFailing.length * 2 > networks.length
  if (mostPlaces && mostNetworks) ballot.said = 'fail'
  else if (pass.length * 2 > asked.length) ballot.said = 'pass'
  else if (fail.length > 0) ballot.said = 'split'
  ballot.torn = mostPlaces ? !mostNetworks : networksFailing.length * 2 > networksAsked
}

function sort(
  ballot: Ballot,
  location: string,
  observation: Observation | undefined,
  softVotes: boolean,
): 'pass' | 'fail' | null {
  if (!observation) {
    ballot.missing.push(location)
    return null
  }
  switch (observation.kind) {
    case 'pass':
    case 'slow':
      ballot.pass.push(location)
      return 'pass'
    case 'fail':
      if (observation.timeout && !softVotes) return null
      ballot.fail.push(observation)
      return 'fail'
    case 'blocked':
      ballot.blocked.push(observation)
      return null
    case 'unknown':
      ballot.unknown.push(observation)
      return null
  }
}

/** A place that never saw this check pass is no ground for a majority either (A3). */
const neverReached = (observation: Observation | undefined) =>
  observation?.kind === 'unknown' && observation.reason === 'never_reached'

/** What a round says by those heard so far. Never `pass` and `fail` both; ties never flip. */
export function speak(round: Round, voters: Location[]): Said {
  return countBallot(round, voters).said
}

/** What a round says once that is certain, null before: `fail` as soon as no missing answer can
 *  change it, or 3 s after the majority of places was certain and only networks are missing;
 *  `pass` when all were heard, or 3 s after it was certain (C12). */
export function decided(round: Round, voters: Location[], { now }: { now: number }): Said | null {
  const waits = waiting(round, voters)
  if (waits.missing === 0) return speak(round, voters)
  if (waits.isFailCertain) return 'fail'
  return waits.by !== null && now >= waits.by ? speak(round, voters) : null
}

/** When a round whose majority is certain shall be decided without the missing ones; null while
 *  no majority is certain. */
export function decideBy(round: Round, voters: Location[]): number | null {
  return waiting(round, voters).by
}

/** For the shard: whether to judge a round under way now (`said`), or when to ask again (`by`).
 *  A place that hangs costs its budget and 3 s at most, and nothing when a majority is certain. */
export function roundDecision(
  state: CheckState,
  round: Round,
  world: World,
): { said: Said | null; by: number } {
  const out = outPlaces(state)
  const heard = new Set(round.observations.map((one) => one.location))
  const voters = world.voters.filter((one) => !out.has(one.id) || heard.has(one.id))
  const lastBy = round.startedAt + world.check.timeoutMs + roundGraceMs
  const by = Math.min(waiting(round, voters).by ?? lastBy, lastBy)
  // A clock set back in mid-round must not hold the round for ever.
  if (world.now >= lastBy || world.now < round.startedAt) {
    return { said: speak(round, voters), by }
  }
  return { said: decided(round, voters, world), by }
}

/** Walks the answers in the order they came, to see when the majority became certain. A 403 makes
 *  nothing certain: one place that gets through makes it no vote. */
function waiting(
  round: Round,
  voters: Location[],
): { missing: number; isFailCertain: boolean; by: number | null } {
  const asked = voters.filter((voter) => round.asked.includes(voter.id))
  const voterOf = new Map(asked.map((voter) => [voter.id, voter]))
  const askedOf = tallyOf(asked.map((voter) => voter.network))
  const failsOf = new Map<string, number>()
  let [fail, pass, heard] = [0, 0, 0]
  let by: number | null = null
  let refused = 0
  // Nobody waits long for one that is borrowed.
  let ground = asked.filter((voter) => isGround(voter, false)).length
  for (const observation of countedOnce(refusalsApart(round)).observations) {
    const { location, kind, at } = observation
    const voter = voterOf.get(location)
    if (!voter) continue
    heard += 1
    if (!isGround(voter, false) && kind !== 'unknown' && kind !== 'blocked') ground += 1
    if (kind === 'pass' || kind === 'slow') pass += 1
    if (isRefusal(observation)) refused += 1
    else if (kind === 'fail') {
      fail += 1
      failsOf.set(voter.network, (failsOf.get(voter.network) ?? 0) + 1)
    }
    if (by === null && Math.max(pass, fail + refused) * 2 > ground) by = at + missingMsMax
  }
  for (const id of round.measuring ?? []) if (voterOf.has(id)) heard += 1
  let failing = 0
  for (const [network, fails] of failsOf) if (fails * 2 > askedOf.get(network)!) failing += 1
  const isFailCertain = fail * 2 > asked.length && failing * 2 > askedOf.size
  return { missing: asked.length - heard, isFailCertain, by }
}

function tallyOf(names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
