// Puts every instant into the reader's own zone; UTC stays in the title. Runs again after a live
// update.

/** Rewrites the times below `root`. */
export function localise(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    if (time.dataset.since !== undefined || time.dataset.done !== undefined) continue
    const at = new Date(time.dateTime)
    time.dataset.done = ''
    time.textContent =
      time.dataset.short === undefined
        ? at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
        : at.toLocaleTimeString(undefined, { timeStyle: 'medium' })
  }
}

localise(document)
document.addEventListener('esonar:updated', () => localise(document))
