// A logo somebody uploaded: a PNG rebuilt from the parts that make the picture, or an SVG of nothing
// but shapes; anything else is refused. What is kept can run nothing and load nothing.
import type { Logo } from './settings.ts'

export const logoBytesMax = 40_960
const sideMax = 2_048

export type Read =
  | { kind: 'logo'; type: Logo['type']; bytes: Uint8Array }
  | { kind: 'refused'; why: string }

/** The logo in these bytes. */
export function readLogo(bytes: Uint8Array): Read {
  if (bytes.length > logoBytesMax)
    return refused(`is larger than ${logoBytesMax / 1_024} KB; make it smaller`)
  if (isPng(bytes)) return readPng(bytes)
  const text = decoded(bytes)
  if (text !== null && /<svg[\s>]/.test(text)) return readSvg(text)
  return refused('must be a PNG or an SVG')
}

const refused = (why: string): Read => ({ kind: 'refused', why })

const signature = [137, 80, 78, 71, 13, 10, 26, 10]
const isPng = (bytes: Uint8Array) => signature.every((byte, index) => bytes[index] === byte)
/** Colours and pixels; no text, no profile, no animation. */
const kept = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']

function readPng(bytes: Uint8Array): Read {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  let at = 8
  let last = ''
  while (at + 12 <= bytes.length && last !== 'IEND') {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) break
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (last === '' && (name !== 'IHDR' || length !== 13)) return refused('is a broken PNG')
    if (name === 'IHDR' && Math.max(view.getUint32(at + 8), view.getUint32(at + 12)) > sideMax)
      return refused(`is wider or higher than ${sideMax} pixels`)
    if (kept.includes(name)) parts.push(bytes.subarray(at, end))
    last = name
    at = end
  }
  if (last !== 'IEND') return refused('is a broken PNG')
  return { kind: 'logo', type: 'image/png', bytes: joined(parts) }
}

const elements = new Set(
  (
    'svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath mask ' +
    'linearGradient radialGradient stop symbol'
  ).split(' '),
)
const attributes = new Set(
  (
    'xmlns version viewBox width height x y x1 x2 y1 y2 cx cy r rx ry fx fy d points transform fill ' +
    'fill-rule fill-opacity clip-path clip-rule clipPathUnits mask opacity stroke stroke-width ' +
    'stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-opacity offset ' +
    'stop-color stop-opacity gradientUnits gradientTransform spreadMethod id preserveAspectRatio ' +
    'role aria-label aria-hidden font-family font-size font-weight text-anchor dx dy'
  ).split(' '),
)
const tag =
  /^<(\/?)([A-Za-z]+)((?:\s+[A-Za-z][A-Za-z0-9:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/
const attribute = /([A-Za-z][A-Za-z0-9:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** Every tag and attribute is of the list, or the whole is refused: no script, style, link,
 *  picture, entity or animation. */
function readSvg(text: string): Read {
  const body = text
    .replace(/^\uFEFF/, '')
    .replace(/^\s*<\?xml\s[^>]*\?>/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim()
  let rest = body
  let opened = 0
  while (rest !== '') {
    const at = rest.indexOf('<')
    const words = at === -1 ? rest : rest.slice(0, at)
    if (/&(?!(amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});)/.test(words))
      return refused('is an SVG with entities of its own; save it as plain SVG')
    if (at === -1) break
    rest = rest.slice(at)
    const found = tag.exec(rest)
    if (!found) return refused('is an SVG with more than shapes; save it as plain SVG')
    const why = refuseTag(found[2]!, found[3]!, opened === 0)
    if (why) return refused(why)
    opened += 1
    rest = rest.slice(found[0].length)
  }
  return { kind: 'logo', type: 'image/svg+xml', bytes: new TextEncoder().encode(body) }
}

function refuseTag(name: string, rest: string, isFirst: boolean): string | null {
  if (isFirst && name !== 'svg') return 'must begin with <svg>'
  if (!elements.has(name)) return `is an SVG with <${name}>, which is not allowed; save it as paths`
  for (const [, key = '', double, single] of rest.matchAll(attribute)) {
    const value = double ?? single ?? ''
    if (!attributes.has(key)) return `is an SVG with the attribute ${key}, which is not allowed`
    const isOwn = /^url\(#[\w-]+\)$/.test(value.trim())
    const isLink = /url\s*\(|:|&/i.test(value) && key !== 'xmlns' && key !== 'aria-label'
    if (isLink && !isOwn) return `is an SVG whose ${key} leads elsewhere, which is not allowed`
  }
  return null
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((all, one) => all + one.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
