// What the laws of lateness share: three places, each a network of its own, whose looks come late or lose
// their way ten minutes after the beginning.
export const second = 1_000
export const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
export const lateAt = startAt + 600 * second
export const ids = ['weur', 'enam', 'oc']
export const locations = ids.map((id) => ({ id, network: id, label: id }))
