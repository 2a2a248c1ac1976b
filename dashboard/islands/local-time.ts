// Puts every instant into the reader's own zone; UTC stays in the title. Runs again after a live
// update.

/** On public pages UTC stays beside it. */
const beside = { dateStyle: 'medium', timeStyle: 'short' } as const

/** In a picture there is room for no more. */
const narrow = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const

/** Rewrites the times below `root`. */
export function localise(root: ParentNode): void {
  for (const text of root.querySelectorAll<SVGTextElement>('text[data-instant]')) {
    text.textContent = new Date(text.dataset.instant!).toLocaleTimeString(undefined, narrow)
  }
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    if (time.dataset.since !== undefined || time.dataset.done !== undefined) continue
    const at = new Date(time.dateTime)
    time.dataset.done = ''
    if (time.dataset.beside !== undefined) {
      if (at.getTimezoneOffset() === 0) continue
      const { lang } = document.documentElement
      const utc = at.toLocaleTimeString(lang, { timeStyle: 'short', timeZone: 'UTC' })
      time.textContent = `${at.toLocaleString(lang, beside)} (${utc} UTC)`
      continue
    }
    time.textContent =
      time.dataset.short === undefined
        ? at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
        : at.toLocaleTimeString(undefined, { timeStyle: 'medium' })
  }
}

localise(document)
document.addEventListener('esonar:updated', () => localise(document))
