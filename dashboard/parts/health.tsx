// The health badge: shape, colour and word, always together.
export type Shown =
  | 'up'
  | 'slow'
  | 'regional'
  | 'down'
  | 'unknown'
  | 'paused'
  | 'blocked'
  | 'unstable'
  | 'maintenance'
  | 'verifying'

const shapes: Record<Shown, string> = {
  up: '●',
  slow: '◐',
  regional: '◔',
  down: '■',
  unknown: '?',
  paused: '‖',
  blocked: '◇',
  unstable: '≈',
  maintenance: '⚒',
  verifying: '◌',
}

const words: Partial<Record<Shown, string>> = { maintenance: 'in maintenance' }

/** The shape of a health, for text that has no room for the word. */
export function shapeOf(health: Shown): string {
  return shapes[health]
}

/** A badge. `word` says more than the plain name when given. */
export function Health({ health, word }: { health: Shown; word?: string }) {
  return (
    <span class={`health ${health}`}>
      <span class="shape" aria-hidden="true">
        {shapes[health]}
      </span>
      {word ?? words[health] ?? health}
    </span>
  )
}

/** What a check shows: paused and verifying are told before health. */
export function healthOf(
  view: { health: string; activity: string; paused: boolean } | null,
): Shown {
  if (!view) return 'unknown'
  if (view.paused) return 'paused'
  if (view.activity === 'verifying' && view.health === 'up') return 'verifying'
  return isShown(view.health) ? view.health : 'unknown'
}

/** Whether a word names a health that has a shape. */
export function isShown(word: string): word is Shown {
  return word in shapes
}
