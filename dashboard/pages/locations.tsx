// Where probes come from: each place, whether its word counts, and what it saw in a day.

import type { PlaceDay } from '../../workers/domain/sample.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import type { PlaceView } from '../../workers/shard-door.ts'
import { Health } from '../parts/health.tsx'
import { Layout } from '../parts/layout.tsx'
import { Lent } from '../parts/lent.tsx'
import { PlaceMap } from '../parts/map.tsx'
import { For, When } from '../parts/when.tsx'

interface Line {
  id: string
  network: string
  label: string
  default: boolean
  borrowed?: boolean
  view: PlaceView | null
  day: PlaceDay | null
}

export interface LocationsData {
  places: Line[]
  names: Record<string, string>
  now: number
}

const isWell = ({ view }: Line) => !view || (view.unwellSince === null && view.muteSince === null)

export function LocationsPage({ places, names, now }: LocationsData) {
  const own = places.filter((one) => !one.borrowed).length
  const networks = new Set(places.map((one) => one.network)).size
  return (
    <Layout title="Places" section="/" islands={['live']}>
      <div class="head">
        <div>
          <h1>Places</h1>
          <p>
            {own} {own === 1 ? 'place' : 'places'}
            {own < places.length && ` and ${places.length - own} borrowed`} in {networks}{' '}
            {networks === 1 ? 'network' : 'networks'} can ask. A verdict wants most of both. A place
            that alone fails what the others reach is unwell: its word does not count until it
            agrees again.
          </p>
        </div>
      </div>
      <div data-live="locations">
        <PlaceMap places={places.map((one) => ({ ...one, isWell: isWell(one) }))} />
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                {['Place', 'Network', 'State'].map((name) => (
                  <th scope="col">{name}</th>
                ))}
                {['Asked in 24 h', 'Failed', 'Not measured', 'Mean'].map((name) => (
                  <th scope="col" class="number">
                    {name}
                  </th>
                ))}
                <th scope="col">Controls</th>
              </tr>
            </thead>
            <tbody>
              {places.map((one) => (
                <Row line={one} names={names} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </Layout>
  )
}

function Row({ line, names, now }: { line: Line } & Pick<LocationsData, 'names' | 'now'>) {
  const { label, network, day, view } = line
  const mean = day && day.answered > 0 ? milliseconds(day.latencySumMs / day.answered) : '–'
  return (
    <tr>
      <td>
        <strong>{label}</strong> {!line.default && <small>{standingOf(line)}</small>}
      </td>
      <td data-label="network: ">
        {network}
        {view?.colo && <small> in {view.colo}</small>}
      </td>
      <td class="wrap">
        <State line={line} now={now} />
        {view && view.alone.length > 0 && (
          <small>
            {' '}
            alone in failing{' '}
            {view.alone.map((id, index) => (
              <>
                {index > 0 ? ', ' : ''}
                <a href={`/checks/${id}`}>{names[id] ?? 'a removed check'}</a>
              </>
            ))}
          </small>
        )}
      </td>
      <td class="number" data-label="asked in 24 h: ">
        {count(day?.asked)}
      </td>
      <td class="number" data-label="failed: ">
        {count(day?.failed)}
      </td>
      <td class="number" data-label="not measured: ">
        {count(day?.unknown)}
      </td>
      <td class="number" data-label="mean: ">
        {mean}
      </td>
      <td class="wrap" data-label="controls: ">
        <Controls view={view} />
      </td>
    </tr>
  )
}

const count = (value: number | undefined) => value?.toLocaleString('en') ?? '–'
const standingOf = ({ borrowed }: Line) => (borrowed ? 'borrowed, to confirm' : 'a spare')

function State({ line, now }: { line: Line; now: number }) {
  const { view } = line
  if (line.borrowed && !view?.unwellSince) return <Lent lent={view?.lent ?? null} />
  const since = view?.unwellSince ?? view?.muteSince ?? null
  if (since === null) return <Health health="up" word="well" />
  return (
    <>
      <Health
        health="unknown"
        word={view?.unwellSince == null ? 'measures nothing' : 'unwell, not counted'}
      />{' '}
      <small>
        for <For since={since} now={now} />
      </small>
    </>
  )
}

/** Targets that should always answer: asked when something fails there, to prove the place. */
function Controls({ view }: { view: PlaceView | null }) {
  if (!view || view.controls.length === 0) return <span class="soft">not needed yet</span>
  const last = Math.max(...view.controls.map(({ at }) => at))
  return (
    <span title={view.controls.map(({ url }) => url).join(', ')}>
      {view.controls.length} answered, last about <When at={last} short />
    </span>
  )
}
