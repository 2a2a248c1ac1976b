// A badge: two words side by side, as a picture and as what shields.io draws one from. It never says
// whose it is.
import { percent } from './report.ts'
import type { Health } from './verdict/state.ts'

export interface BadgeFacts {
  health: Health | 'paused'
  /** Of the last 30 days; null: nothing is known. */
  share: number | null
}

export const badgeKinds = ['health', 'uptime'] as const
export type BadgeKind = (typeof badgeKinds)[number]

export interface Badge {
  label: string
  message: string
  /** Six hexadecimal digits. */
  color: string
}

const grey = '6b7280'
const colors: Record<BadgeFacts['health'], string> = {
  up: '1a7f37',
  slow: '9a6700',
  regional: '8250df',
  down: 'cf222e',
  unknown: grey,
  paused: grey,
}

export function badgeOf(kind: BadgeKind, { health, share }: BadgeFacts): Badge {
  if (kind === 'health') return { label: 'status', message: health, color: colors[health] }
  const color = share === null ? grey : share >= 0.999 ? colors.up : colorOf(share)
  return { label: 'uptime 30 d', message: share === null ? 'unknown' : percent(share), color }
}

const colorOf = (share: number) => (share >= 0.99 ? colors.slow : colors.down)

/** What `https://img.shields.io/endpoint` asks for. */
export function shieldsOf({ label, message, color }: Badge, cacheSeconds: number) {
  return { schemaVersion: 1, label, message, color, cacheSeconds }
}

const charPx = 6.6
const padPx = 7

/** An SVG that fits its words whatever font it is drawn in. */
export function svgOf({ label, message, color }: Badge): string {
  const [left, right] = [label, message].map((text) => Math.round(text.length * charPx) + 2 * padPx)
  const width = left! + right!
  const text = (words: string, from: number, length: number) =>
    `<text x="${from + padPx}" y="14" textLength="${length - 2 * padPx}" lengthAdjust="spacingAndGlyphs">${words}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${message}">`,
    `<title>${label}: ${message}</title>`,
    `<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3f4750"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="#${color}"/></g>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    text(label, 0, left!),
    text(message, left!, right!),
    '</g></svg>\n',
  ].join('')
}
