// /api/incidents/{id}/evidence and /api/suspicions/{id}/evidence: everything a verdict rests on.
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { explainRound } from '../domain/explain.ts'
import type { Observation } from '../domain/observation.ts'
import { type Picture, pictureOfIncident, pictureOfSuspicion } from '../domain/picture.ts'
import type { Round } from '../domain/round.ts'
import { reasonWords, ruleKeys, say, words } from '../domain/words/index.ts'
import { placesShown } from '../flow/agent-places.ts'
import { getIncident, getSuspicion, roundsOf } from '../flow/incidents.ts'
import { commandFor } from '../flow/probes.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { idParam, json, resource } from './api.ts'
import { namesOf } from './incidents.ts'
import { incidentShape, shaped, showIncident, showSuspicion, suspicionShape } from './shape.ts'

export const incidentEvidence = resource()
export const suspicionEvidence = resource()

const observationShape = z
  .looseObject({
    location: z.string(),
    network: z.string(),
    at: z.string(),
    ms: z.number(),
    kind: z.enum(['pass', 'slow', 'fail', 'blocked', 'unknown']),
    late: z.boolean().openapi({ description: 'It came after the round was decided: no vote.' }),
    measurement: z.looseObject({}).optional().openapi({
      description: 'Phases, hops, status, certificate, first bytes; secrets taken out.',
    }),
  })
  .openapi('Observation')
const roundShape = z
  .object({
    number: z.number(),
    kind: z.enum(['slot', 'verify', 'wider', 'recover']),
    said: z.enum(['pass', 'fail', 'split', 'unknown']),
    startedAt: z.string(),
    decidedAt: z.string(),
    asked: z.array(z.string()),
    words: z.array(z.string()),
    observations: z.array(observationShape),
  })
  .openapi('Round')
const cellShape = z.object({
  kind: z.enum(['pass', 'slow', 'fail', 'blocked', 'unknown', 'silent', 'none']),
  ms: z.number().nullable(),
  reason: z.string().nullable(),
  late: z.boolean(),
})
const pictureShape = z
  .object({
    columns: z.array(
      z.object({
        round: z.number(),
        kind: z.string(),
        at: z.number(),
        afterMs: z.number(),
        decidedMs: z.number(),
        said: z.string(),
      }),
    ),
    rows: z.array(z.object({ place: z.string(), network: z.string(), cells: z.array(cellShape) })),
    windows: z.array(
      z.object({
        kind: z.enum(['failing', 'passing']),
        first: z.number(),
        last: z.number(),
        ms: z.number(),
      }),
    ),
    marks: z.array(
      z.object({
        column: z.number(),
        kind: z.enum(['opened', 'raised', 'lowered', 'resolved', 'avoided', 'incident']),
        what: z.string().nullable(),
        rule: z.string().nullable(),
        at: z.number(),
      }),
    ),
  })
  .openapi('Picture')
const common = {
  places: z.record(z.string(), z.string()).openapi({ description: 'Labels by location.' }),
  rounds: z.array(roundShape),
  abstained: z.array(
    z.object({ round: z.number(), location: z.string(), reason: z.string(), words: z.string() }),
  ),
  picture: pictureShape,
  command: z.string().nullable().openapi({
    description: 'Asks the same by hand; secrets are left out. null: no common tool asks it.',
  }),
}
const incidentEvidenceShape = z
  .object({
    incident: incidentShape,
    rule: z.object({ key: z.string(), words: z.string().nullable() }),
    ...common,
  })
  .openapi('IncidentEvidence')
const suspicionEvidenceShape = z
  .object({ suspicion: suspicionShape, why: z.string().nullable(), ...common })
  .openapi('SuspicionEvidence')

incidentEvidence.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/evidence',
    tags: ['incidents'],
    summary: 'What an incident rests on: rounds, measurements, rule, picture',
    request: { params: idParam },
    responses: { 200: json(incidentEvidenceShape, 'All that is kept of it') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const incident = await getIncident(hub, c.get('actor'), c.req.valid('param').id)
    const rounds = await roundsOf(hub, c.get('actor'), incident)
    const names = await namesOf(c)
    const name = incident.check === null ? null : (names.get(incident.check) ?? incident.check)
    const picture = pictureOfIncident(incident, rounds)
    const rule = ruleKeys.find((key) => key === incident.verdict.rule)
    return c.json(
      {
        incident: showIncident(incident, name),
        rule: { key: incident.verdict.rule, words: rule ? say('rule', { rule }) : null },
        ...(await shown(c, rounds, picture)),
        command: await commandFor(hub, c.get('actor'), incident.check),
      },
      200,
    )
  },
)

suspicionEvidence.openapi(
  createRoute({
    method: 'get',
    path: '/{id}/evidence',
    tags: ['suspicions'],
    summary: 'What a suspicion rests on: rounds, measurements, why, picture',
    request: { params: idParam },
    responses: { 200: json(suspicionEvidenceShape, 'All that is kept of it') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const suspicion = await getSuspicion(hub, c.get('actor'), c.req.valid('param').id)
    const rounds = await roundsOf(hub, c.get('actor'), suspicion)
    const { why } = suspicion
    return c.json(
      {
        suspicion: showSuspicion(suspicion),
        why: why === null ? null : words().avoided[why],
        ...(await shown(c, rounds, pictureOfSuspicion(suspicion, rounds))),
        command: await commandFor(hub, c.get('actor'), suspicion.check),
      },
      200,
    )
  },
)

async function shown(c: Context<AppEnv>, rounds: Round[], picture: Picture) {
  const all = await placesShown(c.get('hub'), c.get('actor').workspace)
  const places = Object.fromEntries(all.map((one) => [one.id, one.label]))
  return {
    places,
    rounds: rounds.map((round, index) => {
      const said = picture.columns[index]!.said
      return {
        number: round.number,
        kind: round.kind,
        said,
        startedAt: new Date(round.startedAt).toISOString(),
        decidedAt: new Date(round.decidedAt).toISOString(),
        asked: round.asked,
        words: explainRound(round, places, said),
        observations: round.observations.map((one) => showObservation(one, round)),
      }
    }),
    abstained: rounds.flatMap((round) =>
      round.observations.flatMap((one) =>
        one.kind === 'unknown' || one.kind === 'blocked'
          ? {
              round: round.number,
              location: one.location,
              reason: one.reason,
              words: reasonWords({ reason: one.reason }) ?? one.reason,
            }
          : [],
      ),
    ),
    picture,
  }
}

function showObservation(one: Observation, round: Round): z.output<typeof observationShape> {
  return shaped({ ...one, at: new Date(one.at).toISOString(), late: one.at > round.decidedAt })
}
