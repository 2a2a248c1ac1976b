// The picture of a verdict: rounds over time, places by network, each cell a shape and a colour, the
// windows in which it was confirmed as bars, and where it was decided as a line with its name.
import type { Cell, CellKind, Mark, Picture } from '../../workers/domain/picture.ts'
import type { Round } from '../../workers/domain/round.ts'
import { iso, milliseconds, reasonWords, utc, words } from '../../workers/domain/words/index.ts'
import { InWords } from './evidence.tsx'
import { Rounds } from './rounds.tsx'

const cellWidth = 56
const rowHeight = 36
const groupHeight = 22
/** Flags, then the heads of the columns, then the bars. */
const flagHeight = 20
const headHeight = 34
const barHeight = 12
const top = flagHeight + headHeight + barHeight

/** The picture, what its shapes mean, and the same as a table and in words. */
export function VerdictPicture({
  picture,
  rounds,
  names,
  title,
}: {
  picture: Picture
  rounds: Round[]
  names: Record<string, string>
  title: string
}) {
  if (picture.columns.length === 0) return <p class="soft">No rounds are kept for this.</p>
  const lines = linesOf(picture)
  const height = top + (lines.at(-1)?.y ?? 0) + rowHeight + 22
  return (
    <figure class="picture">
      <div class="labels" aria-hidden="true">
        {lines.map((line) =>
          line.row === null ? (
            <span class="network">{line.network}</span>
          ) : (
            <span class="place">{names[line.row.place] ?? line.row.place}</span>
          ),
        )}
        <span class="said">round says</span>
      </div>
      <section class="scroll" aria-label={title} tabindex={0}>
        <Drawing picture={picture} lines={lines} height={height} names={names} title={title} />
      </section>
      <Legend picture={picture} />
      <details>
        <summary>The same as a table</summary>
        <Rounds rounds={rounds} names={names} />
      </details>
      <InWords rounds={rounds} places={names} />
    </figure>
  )
}

interface Line {
  y: number
  network: string
  /** Null: the head of a network. */
  row: Picture['rows'][number] | null
}

function linesOf({ rows }: Picture): Line[] {
  const lines: Line[] = []
  let y = 0
  for (const [index, row] of rows.entries()) {
    if (row.network !== rows[index - 1]?.network) {
      lines.push({ y, network: row.network, row: null })
      y += groupHeight
    }
    lines.push({ y, network: row.network, row })
    y += rowHeight
  }
  return lines
}

function Drawing({
  picture,
  lines,
  height,
  names,
  title,
}: {
  picture: Picture
  lines: Line[]
  height: number
  names: Record<string, string>
  title: string
}) {
  const { columns, windows, marks } = picture
  // Room for a flag that stands at the last column.
  const width = columns.length * cellWidth + 12
  return (
    <svg width={Math.max(width, 180)} height={height} role="img" aria-labelledby="pic-t pic-d">
      <title id="pic-t">{title}</title>
      <desc id="pic-d">{describe(picture, names)}</desc>
      {columns.map((column, index) => {
        const x = index * cellWidth + cellWidth / 2
        return (
          <g>
            <title>{`Round ${column.round}, ${utc(column.at)}`}</title>
            <text class="head" x={x} y={flagHeight + 12}>
              {column.kind}
            </text>
            <text
              class="head soft"
              x={x}
              y={flagHeight + 27}
              {...(index === 0 ? { 'data-instant': iso(column.at) } : {})}
            >
              {index === 0 ? utc(column.at).slice(11, 19) : later(column.afterMs)}
            </text>
            <text class={`said ${column.said}`} x={x} y={height - 7}>
              {column.said === 'unknown' ? '?' : column.said}
            </text>
          </g>
        )
      })}
      {windows.map((one) => (
        <rect
          class={`window ${one.kind}`}
          x={one.first * cellWidth + 3}
          y={flagHeight + headHeight}
          width={(one.last - one.first + 1) * cellWidth - 6}
          height="6"
          rx="2"
        >
          <title>{windowWords(one)}</title>
        </rect>
      ))}
      {lines.map(({ row, y }) =>
        row?.cells.map((cell, index) => (
          <Drawn
            cell={cell}
            x={index * cellWidth}
            y={top + y}
            name={names[row.place] ?? row.place}
          />
        )),
      )}
      {marks.map((mark) => (
        <Flag mark={mark} height={height} columns={columns.length} />
      ))}
    </svg>
  )
}

function Drawn({ cell, x, y, name }: { cell: Cell; x: number; y: number; name: string }) {
  const [cx, cy] = [x + cellWidth / 2, y + 11]
  return (
    <g class={`cell ${cell.kind}${cell.late ? ' late' : ''}`}>
      <title>{`${name}: ${cellWords(cell)}`}</title>
      <rect
        class="ground"
        x={x + 2}
        y={y + 1}
        width={cellWidth - 4}
        height={rowHeight - 3}
        rx="4"
      />
      <Shape kind={cell.kind} cx={cx} cy={cy} />
      {cell.kind !== 'none' && (
        <text x={cx} y={y + 29}>
          {cell.ms === null
            ? cell.kind === 'silent'
              ? 'silent'
              : 'no vote'
            : milliseconds(cell.ms)}
        </text>
      )}
    </g>
  )
}

/** Circle, half circle, square, diamond, question mark, dash: told apart without colour. */
function Shape({ kind, cx, cy }: { kind: CellKind; cx: number; cy: number }) {
  switch (kind) {
    case 'pass':
      return <circle class="shape" cx={cx} cy={cy} r="5" />
    case 'slow':
      return (
        <g class="shape">
          <circle class="open" cx={cx} cy={cy} r="5" />
          <path d={`M${cx} ${cy - 5}a5 5 0 0 0 0 10z`} />
        </g>
      )
    case 'fail':
      return <rect class="shape" x={cx - 5} y={cy - 5} width="10" height="10" />
    case 'blocked':
      return <path class="shape open" d={`M${cx} ${cy - 6}l6 6l-6 6l-6-6z`} />
    case 'unknown':
    case 'silent':
      return (
        <text class="shape" x={cx} y={cy + 5}>
          ?
        </text>
      )
    case 'none':
      return <path class="shape open" d={`M${cx - 4} ${cy + 6}h8`} />
  }
}

/** A line at the right edge of the column that decided, and its name above. */
function Flag({ mark, height, columns }: { mark: Mark; height: number; columns: number }) {
  const x = (mark.column + 1) * cellWidth
  const isRight = mark.column + 1 > columns / 2
  return (
    <g class={`mark ${mark.kind}`}>
      <title>{markWords(mark)}</title>
      <path d={`M${x} 4V${height - 22}`} />
      <text class={isRight ? 'before' : 'after'} x={isRight ? x - 5 : x + 5} y="13">
        {flagOf(mark)}
      </text>
    </g>
  )
}

function flagOf({ kind, what }: Mark): string {
  if (kind === 'avoided') return 'nobody woken'
  if (kind === 'incident' || kind === 'opened') return `told: ${what ?? 'incident'}`
  if (kind === 'raised' || kind === 'lowered') return `${kind}: ${what ?? ''}`
  return 'resolved'
}

const shapes: [CellKind, string][] = [
  ['pass', 'passes'],
  ['slow', 'slow'],
  ['fail', 'fails'],
  ['blocked', 'turned away'],
  ['unknown', 'abstains'],
  ['none', 'not asked'],
]

/** What is in the picture, in words; only what occurs. */
function Legend({ picture }: { picture: Picture }) {
  const seen = new Set(picture.rows.flatMap((row) => row.cells.map((cell) => cell.kind)))
  return (
    <figcaption>
      <ul class="legend">
        {shapes
          .filter(([kind]) => seen.has(kind) || (kind === 'unknown' && seen.has('silent')))
          .map(([kind, word]) => (
            <li>
              <svg width="16" height="16" class="cell" aria-hidden="true">
                <g class={`cell ${kind}`}>
                  <Shape kind={kind} cx={8} cy={8} />
                </g>
              </svg>
              {word}
            </li>
          ))}
        {picture.windows.map((one) => (
          <li>
            <svg width="16" height="16" aria-hidden="true">
              <rect class={`window ${one.kind}`} y="5" width="16" height="6" rx="2" />
            </svg>
            {windowWords(one)}
          </li>
        ))}
      </ul>
    </figcaption>
  )
}

const windowWords = ({ kind, ms }: Picture['windows'][number]) =>
  `${kind === 'failing' ? 'fails' : 'passes'} without a break: ${milliseconds(ms)}`

function cellWords({ kind, ms, reason, late }: Cell): string {
  const why = reason === null ? '' : `, ${reasonWords({ reason }) ?? reason}`
  const after = ms === null ? '' : ` after ${milliseconds(ms)}`
  return `${kind === 'none' ? 'not asked' : kind}${after}${why}${late ? ', too late to count' : ''}`
}

function markWords({ kind, what, at }: Mark): string {
  const known: Record<string, string> = words().avoided
  const why = kind === 'avoided' && what ? `: ${known[what] ?? what}` : ''
  return `${utc(at)}: ${kind}${kind === 'avoided' ? why : what ? ` ${what}` : ''}`
}

function describe({ columns, rows, marks }: Picture, names: Record<string, string>): string {
  const places = rows.map((row) => names[row.place] ?? row.place).join(', ')
  const decided = marks.map((mark) => `${markWords(mark)} (after column ${mark.column + 1})`)
  return `${columns.length} rounds asked from ${places}. ${decided.join('. ')}. The table has all of it.`
}

/** How long after the first: "+4.1 s", from a minute on "+1:10" and "+2:01:10", which fit a column. */
function later(ms: number): string {
  if (ms < 60_000) return `+${milliseconds(ms)}`
  const seconds = Math.round(ms / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return `+${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}
