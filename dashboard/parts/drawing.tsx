// Lines over a time as a picture: what a chart is without JavaScript, and until it is there.

type Points = [at: number, value: number | null][]

interface Picture {
  from: number
  to: number
  /** What the upper edge stands for; the lower is nought, or `least` where that is below it. */
  most: number
  least?: number
  /** `isBefore`: of an earlier time, in the tone of the line in front of it. */
  lines: { points: Points; tone?: number; isBefore?: boolean }[]
  /** Trouble behind the lines. */
  bands?: { kind: string; from: number; to: number }[]
  words: string
}

const width = 600
const height = 120
/** As many as lines that can be told apart: each has its class below `.drawing` and `.swatch`. */
const tones = 8

export function Drawing({ from, to, most, least = 0, lines, bands = [], words }: Picture) {
  const x = (at: number) => Math.round(((at - from) / Math.max(1, to - from)) * width)
  const span = Math.max(most - Math.min(0, least), 1e-9)
  const y = (value: number) =>
    Math.round(height - 2 - ((value - Math.min(0, least)) / span) * (height - 6))
  return (
    <svg
      class="drawing"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      {bands.map((band) => (
        <rect
          class={band.kind}
          x={x(Math.max(from, band.from))}
          width={Math.max(1, x(Math.min(to, band.to)) - x(Math.max(from, band.from)))}
          height={height}
        />
      ))}
      {lines.map(({ points, tone, isBefore }, index) => (
        <path
          class={`tone${(tone ?? index) % tones}${isBefore ? ' before' : ''}`}
          d={pathOf(points, x, y)}
        />
      ))}
    </svg>
  )
}

/** A point alone is a dash. */
function pathOf(points: Points, x: (at: number) => number, y: (value: number) => number): string {
  let isOn = false
  return points
    .map(([at, value]) => {
      if (value === null) {
        isOn = false
        return ''
      }
      const step = `${isOn ? 'L' : 'M'}${x(at)} ${y(value)}${isOn ? '' : 'h1'}`
      isOn = true
      return step
    })
    .join('')
}

/** The tone of a line, beside its name. */
export function Swatch({ tone }: { tone: number }) {
  return (
    <svg class={`swatch tone${tone % tones}`} viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" />
    </svg>
  )
}
