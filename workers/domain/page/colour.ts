// An owner's accent colour, made readable: moved towards black or white until text in it stands out
// from the paper by 4.5 to 1 (WCAG 2.2, 1.4.3).

const wanted = 4.5
const papers = { light: [252, 253, 254], dark: [19, 22, 26] } as const
type Rgb = readonly [number, number, number]

export interface Accent {
  light: string
  dark: string
  /** Of text upon it. */
  lightInk: string
  darkInk: string
}

export const accentShape = /^#[0-9a-f]{6}$/

/** The colour as it is used on light and on dark paper. */
export function accentOf(hex: string): Accent {
  const own = rgbOf(hex)
  const light = moved(own, papers.light, [0, 0, 0])
  const dark = moved(own, papers.dark, [255, 255, 255])
  return { light: hexOf(light), dark: hexOf(dark), lightInk: '#ffffff', darkInk: '#000000' }
}

/** Rules of a stylesheet; the colours are ours by now, and none of the owner's text is in it. */
export function accentCss(hex: string): string {
  const { light, dark, lightInk, darkInk } = accentOf(hex)
  const set = (accent: string, ink: string) => `{--accent:${accent};--accent-ink:${ink}}`
  return [
    `:root${set(light, lightInk)}`,
    `@media(prefers-color-scheme:dark){:root:not(.theme-light)${set(dark, darkInk)}}`,
    `:root.theme-dark${set(dark, darkInk)}`,
  ].join('\n')
}

function moved(colour: Rgb, paper: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step < 20; step += 1) {
    const share = step / 20
    const mixed = colour.map((part, at) => part + (towards[at]! - part) * share)
    const now = mixed as unknown as Rgb
    if (contrast(now, paper) >= wanted) return now
  }
  return towards
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (lighter! + 0.05) / (darker! + 0.05)
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function rgbOf(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(1), part(3), part(5)]
}

const hexOf = (colour: Rgb) =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
