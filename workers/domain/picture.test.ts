// The picture of a verdict: which round is which column, what each place is drawn as, and where the
// windows and marks lie.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundOf, roundsStartAt as start } from '../../test/fakes/rounds.ts'
import { incidentOf } from '../../test/fakes/telling.ts'
import type { IncidentEvent } from './incident.ts'
import { pictureOfIncident, pictureOfSuspicion } from './picture.ts'

const voters = locationsOf('weur enam oc@ovh')
const rounds = [
  ['weur:fail enam:pass oc:pass', 'slot'],
  ['weur:fail enam:fail oc:fail', 'verify'],
  ['weur:fail enam:fail oc', 'verify'],
  ['weur:pass enam:pass oc:unwell', 'recover'],
].map(([text, kind], index) =>
  roundOf(text!, voters, {
    number: index + 5,
    kind: kind as 'slot',
    startedAt: start + index * 4_000,
    decidedAt: start + index * 4_000 + 100,
  }),
)
const event = (kind: IncidentEvent['kind'], at: number, since: number): IncidentEvent => ({
  v: 1,
  sequence: 1,
  at,
  kind,
  level: 'critical',
  incidentKind: 'down',
  since,
})

describe('the picture', () => {
  const incident = incidentOf({
    resolvedHow: 'recovered',
    resolvedAt: start + 12_100,
    events: [
      { ...event('opened', start + 8_100, start + 4_000), verdict: incidentOf().verdict },
      event('recovering', start + 12_100, start + 12_000),
      event('resolved', start + 12_100, start + 12_000),
    ],
  })
  const picture = pictureOfIncident(incident, rounds)

  it('has a column for each round, with what it said', () => {
    expect(
      picture.columns.map(({ round, kind, afterMs, said }) => [round, kind, afterMs, said]),
    ).toEqual([
      [5, 'slot', 0, 'pass'],
      [6, 'verify', 4_000, 'fail'],
      [7, 'verify', 8_000, 'fail'],
      [8, 'recover', 12_000, 'pass'],
    ])
  })

  it('has a row for each place, those of a network together', () => {
    expect(picture.rows.map(({ place, network }) => `${place}@${network}`)).toEqual([
      'weur@cloudflare',
      'enam@cloudflare',
      'oc@ovh',
    ])
    expect(picture.rows[2]?.cells.map(({ kind, ms, reason }) => [kind, ms, reason])).toEqual([
      ['pass', 80, null],
      ['fail', 80, 'status'],
      ['silent', null, null],
      ['unknown', null, 'unwell'],
    ])
  })

  it('lays the windows over the rounds that said so without a break', () => {
    expect(picture.windows).toEqual([
      { kind: 'failing', first: 1, last: 2, ms: 4_100 },
      { kind: 'passing', first: 3, last: 3, ms: 100 },
    ])
  })

  it('marks where it was decided, and by which rule', () => {
    expect(picture.marks.map(({ column, kind, what, rule }) => [column, kind, what, rule])).toEqual(
      [
        [2, 'opened', 'down', 'majority'],
        [3, 'resolved', 'down', 'recovered'],
      ],
    )
  })

  it('marks nothing beside rounds that did not decide it', () => {
    const later = [
      ...rounds.slice(0, 2),
      { ...rounds[3]!, startedAt: start + 60_000, decidedAt: start + 60_100 },
    ]
    const cut = pictureOfIncident(incident, later)
    expect(cut.marks.find((one) => one.kind === 'opened')?.column).toBe(1)
    expect(pictureOfIncident(incident, []).marks).toEqual([])
  })

  it('draws what was not asked, and what came too late to count', () => {
    const late = { ...rounds[0]!, asked: ['weur', 'enam'] }
    const [weur, enam] = late.observations
    late.observations = [weur!, { ...enam!, at: late.decidedAt + 1 }]
    const { rows } = pictureOfIncident(incident, [late, rounds[1]!])
    expect(rows.map((row) => [row.cells[0]?.kind, row.cells[0]?.late])).toEqual([
      ['fail', false],
      ['pass', true],
      ['none', false],
    ])
  })

  it('marks why a suspicion woke nobody', () => {
    const suspicion = {
      v: 1 as const,
      id: 's',
      workspace: 'w',
      check: 'c',
      startedAt: start,
      endedAt: start + 4_100,
      outcome: 'avoided' as const,
      why: 'blip' as const,
      incident: null,
      incidentKind: null,
      places: ['weur'],
      rounds: [],
    }
    const avoided = pictureOfSuspicion(suspicion, rounds.slice(0, 2))
    expect(avoided.windows).toEqual([{ kind: 'failing', first: 1, last: 1, ms: 100 }])
    expect(avoided.marks).toEqual([
      { column: 1, kind: 'avoided', what: 'blip', rule: null, at: start + 4_100 },
    ])
  })
})
