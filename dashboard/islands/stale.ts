// Says at the top of a page since when nothing was heard from eSonar, while that is so.

/** Two pings without a word, and a page is called stale. */
const staleMs = 45_000
let heardAt = Date.now()

/** Something came in just now. */
export function heard(): void {
  heardAt = Date.now()
  tell()
}

export const isStale = (): boolean => Date.now() - heardAt >= staleMs

/** Shows the line, or takes it away. */
export function tell(): void {
  const old = document.querySelector('.stale')
  if (!isStale()) old?.remove()
  if (old || !isStale()) return
  const line = document.createElement('p')
  line.className = 'stale'
  line.setAttribute('role', 'status')
  const at = new Date(heardAt).toLocaleTimeString(undefined, { timeStyle: 'medium' })
  line.textContent = `Nothing heard from eSonar since ${at}: what is shown may be old. Trying again.`
  document.querySelector('main')?.prepend(line)
}
