// A word of whoever runs the installation to everybody who uses it, until a moment.

export interface Announcement {
  id: number
  text: string
  madeAt: number
  until: number
}

/** As KV has them. */
export interface Announcements {
  v: 1
  all: Announcement[]
}
export const announcementsKey = 'operator:announcements'

/** Those that are shown at an instant, newest first. */
export function shownAt(all: Announcement[], now: number): Announcement[] {
  return all.filter((one) => one.until > now).toSorted((a, b) => b.madeAt - a.madeAt)
}
