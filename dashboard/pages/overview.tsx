// The overview: what is wrong first and in words, then every check, the worst first.
import { targetText } from '../../workers/domain/check/index.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { CheckHeads, CheckRows, type OverviewLine } from '../parts/check-rows.tsx'
import { Filter } from '../parts/filter.tsx'
import { healthOf } from '../parts/health.tsx'
import { PausedByPlan } from '../parts/kept.tsx'
import { Layout } from '../parts/layout.tsx'
import { KeysHelp } from '../parts/shortcuts.tsx'
import { NoChannel, Untold, type UntoldData } from '../parts/untold.tsx'
import { chosenOf, groupsOf, healthOrder, type Wanted } from '../parts/wanted.ts'
import { When } from '../parts/when.tsx'
import { Wrongs } from '../parts/wrongs.tsx'

export interface Overview {
  lines: OverviewLine[]
  /** The shard does not answer. */
  blind: boolean
  /** The newest answer when it is older than it should be; null: all is fresh. */
  quietSince: number | null
  incidents: Incident[]
  places: Record<string, string>
  channels: number
  /** The installation sends mail: owners are told where no channel is. */
  hasMail: boolean
  untold: UntoldData
  /** Suspicions of this month that woke nobody; null while the history is away. */
  avoided: number | null
  wanted: Wanted
  now: number
}

const textOf = ({ check }: OverviewLine) =>
  `${check.name} ${targetText(check)} ${check.tags.join(' ')}`

export function OverviewPage(data: Overview) {
  const { lines, incidents, channels, hasMail, wanted } = data
  const down = incidents.filter((one) => one.kind === 'down').length
  const title = down > 0 ? `■ ${down} down` : 'Checks'
  return (
    <Layout title={title} section="/" islands={['live', 'keys']} isDown={down > 0}>
      <div class="head">
        <div>
          <h1>Checks</h1>
        </div>
        <div class="actions">
          <a class="button primary" href="/checks/new">
            Add a check
          </a>
        </div>
      </div>
      {lines.length > 0 && channels === 0 && <NoChannel hasMail={hasMail} />}
      <PausedByPlan checks={lines.map((one) => one.check)} />
      <div data-live="overview">
        <Blind {...data} />
        <Untold {...data.untold} />
        {lines.length === 0 ? <Nothing /> : <Summary {...data} />}
        <Wrongs
          {...data}
          names={Object.fromEntries(lines.map(({ check }) => [check.id, check.name]))}
        />
      </div>
      {lines.length > 0 && <All {...data} shown={chosenOf(lines, wanted, textOf)} />}
    </Layout>
  )
}

/** What is not known just now, before all that is shown from memory. */
function Blind({ blind, quietSince }: Overview) {
  if (!blind && quietSince === null) return null
  return (
    <div class="banner bad" role="status">
      <p>
        {blind
          ? 'The part that watches does not answer: how things are now is not known. What is shown is of record.'
          : 'No answer has come in since '}
        {!blind && quietSince !== null && <When at={quietSince} />}
        {!blind && ': what is shown is as old as that.'}
      </p>
    </div>
  )
}

function Nothing() {
  return (
    <div class="empty">
      <p>
        Nothing is watched yet. A check is an address or a port, asked every minute from several
        places.
      </p>
      <p>
        <a class="button primary" href="/start">
          Take the first steps
        </a>
      </p>
      <a href="/checks/new">Add your first check</a>
    </div>
  )
}

function Summary({ lines, places, avoided }: Overview) {
  const counts = Map.groupBy(lines, ({ view }) => healthOf(view))
  const [first, ...others] = healthOrder.flatMap((one) =>
    counts.has(one) ? [`${counts.get(one)!.length} ${one}`] : [],
  )
  const many = Object.keys(places).length
  return (
    <p class="summary">
      <strong class={counts.has('down') ? 'down' : undefined}>{first}</strong>
      {others.length > 0 && <strong>{` · ${others.join(' · ')}`}</strong>}
      <span class="soft">
        {' · '}
        <a href="/locations">{many === 1 ? '1 place asks' : `${many} places ask`}</a>
      </span>
      {avoided !== null && avoided > 0 && (
        <span class="soft">
          {' · '}
          <a href="/ledger">
            {avoided === 1 ? '1 suspicion' : `${avoided} suspicions`} this month woke nobody
          </a>
        </span>
      )}
    </p>
  )
}

function All({ lines, wanted, shown, now }: Overview & { shown: OverviewLine[] }) {
  const types = [...new Set(lines.map(({ check }) => check.type))].toSorted()
  const tags = [...new Set(lines.flatMap(({ check }) => check.tags))].toSorted()
  return (
    <>
      <Filter wanted={wanted} types={types} tags={tags} shown={shown.length} all={lines.length} />
      <CheckHeads />
      <div data-live="rows">
        {groupsOf(shown, wanted).map((group) => (
          <section>
            {group.name && (
              <h2 class="group">
                {group.name} <small>{group.lines.length}</small>
              </h2>
            )}
            <CheckRows lines={group.lines} now={now} />
          </section>
        ))}
        {shown.length === 0 && (
          <p class="empty">
            No check is like that. <a href="/">Show all</a>.
          </p>
        )}
      </div>
      <KeysHelp />
    </>
  )
}
