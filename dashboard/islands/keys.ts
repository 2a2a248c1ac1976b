// Lists by keyboard: j and k walk the rows, / searches, ? shows the keys. Never while something is
// typed, and never with a modifier: those are the browser's.

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select')
}

function step(by: 1 | -1): void {
  const all = rows()
  if (all.length === 0) return
  const at = all.indexOf(document.activeElement as HTMLElement)
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by
  const row = all[Math.min(all.length - 1, Math.max(0, next))]!
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}

const acts: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  '/': () => document.querySelector<HTMLElement>('[type=search]')?.focus(),
  '?': () => document.querySelector<HTMLDialogElement>('#keys')?.showModal(),
  g: () => location.assign('/'),
  n: () => location.assign('/checks/new'),
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape' && isTyping(event.target)) (event.target as HTMLElement).blur()
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return
  const act = acts[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

// A choice takes effect at once; without this the button does it.
for (const form of document.querySelectorAll<HTMLFormElement>('[data-filter]')) {
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) form.requestSubmit()
  })
  // The address holds only what was chosen.
  form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name)
  })
}
