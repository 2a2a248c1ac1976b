// A small drawn map: land as dots, a mark for each place whose region is known by its name.

/** Cells of ten degrees that are land, from 80° north down: [from, to] in degrees east. */
const land: [from: number, to: number][][] = [
  [
    [-60, -20],
    [60, 110],
  ],
  [
    [-160, -70],
    [-50, -40],
    [-20, -20],
    [10, 180],
  ],
  [
    [-130, -60],
    [-10, 0],
    [10, 140],
    [160, 160],
  ],
  [
    [-120, -70],
    [0, 140],
  ],
  [
    [-120, -80],
    [-10, 10],
    [30, 120],
    [140, 140],
  ],
  [
    [-110, -100],
    [-80, -80],
    [-10, 50],
    [70, 120],
  ],
  [
    [-100, -90],
    [-20, 40],
    [80, 80],
    [100, 110],
    [120, 120],
  ],
  [
    [-80, -60],
    [-10, 40],
    [100, 120],
  ],
  [
    [-80, -40],
    [10, 40],
    [100, 140],
  ],
  [
    [-70, -40],
    [20, 40],
    [130, 140],
  ],
  [
    [-70, -50],
    [20, 30],
    [50, 50],
    [120, 150],
  ],
  [
    [-70, -60],
    [20, 20],
    [120, 120],
    [140, 150],
  ],
  [
    [-70, -70],
    [170, 170],
  ],
]
const north = 80
const step = 10

/** Where the regions of the edge are, roughly. */
const regions: Record<string, [east: number, north: number]> = {
  wnam: [-120, 38],
  enam: [-77, 39],
  sam: [-47, -23],
  weur: [2, 49],
  eeur: [21, 52],
  apac: [104, 2],
  oc: [151, -34],
  afr: [28, -26],
  me: [55, 25],
}

interface Marked {
  id: string
  label: string
  isWell: boolean
}

/** Nothing where no place has a known region. */
export function PlaceMap({ places }: { places: Marked[] }) {
  const known = places.flatMap((one) => {
    const at = regions[one.id]
    return at ? [{ ...one, x: at[0], y: -at[1] }] : []
  })
  if (known.length === 0) return null
  const words = known.map(({ label, isWell }) => `${label}${isWell ? '' : ' (not well)'}`)
  return (
    <svg
      class="map"
      viewBox="-180 -90 370 150"
      role="img"
      aria-label={`Places: ${words.join(', ')}`}
    >
      {land.flatMap((row, index) =>
        row.flatMap(([from, to]) =>
          Array.from({ length: (to - from) / step + 1 }, (_, cell) => (
            <circle class="land" cx={from + cell * step} cy={index * step - north} r="2.4" />
          )),
        ),
      )}
      {known.map(({ label, isWell, x, y }) => (
        <g class={isWell ? 'well' : 'unwell'}>
          {isWell ? (
            <circle cx={x} cy={y} r="4" />
          ) : (
            <rect x={x - 4} y={y - 4} width="8" height="8" />
          )}
          <text x={x + 7} y={y + 4}>
            {label}
          </text>
        </g>
      ))}
    </svg>
  )
}
