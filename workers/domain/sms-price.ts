// What a text message or a call costs, in credits, by where it goes. One credit is five cents of
// list price, and at least one a part; so most of the world is one or two.

/** The list prices are as of then. */
export const pricedAt = '2026-11-01'
/** Where they come from. Whoever runs an installation may change the table to what they pay. */
export const priceSource = 'typical list prices of carriers for a text message, in US dollars'

const dollarsPerCredit = 0.05

/** By the beginning of a number (E.164); the longest that fits counts. */
const prices: readonly [prefix: string, country: string, dollars: number][] = [
  ['1', 'United States and Canada', 0.0083],
  ['20', 'Egypt', 0.33],
  ['27', 'South Africa', 0.03],
  ['30', 'Greece', 0.08],
  ['31', 'Netherlands', 0.11],
  ['32', 'Belgium', 0.11],
  ['33', 'France', 0.08],
  ['34', 'Spain', 0.08],
  ['36', 'Hungary', 0.1],
  ['39', 'Italy', 0.09],
  ['40', 'Romania', 0.08],
  ['41', 'Switzerland', 0.08],
  ['43', 'Austria', 0.1],
  ['44', 'United Kingdom', 0.05],
  ['45', 'Denmark', 0.06],
  ['46', 'Sweden', 0.06],
  ['47', 'Norway', 0.08],
  ['48', 'Poland', 0.05],
  ['49', 'Germany', 0.11],
  ['52', 'Mexico', 0.07],
  ['54', 'Argentina', 0.08],
  ['55', 'Brazil', 0.05],
  ['56', 'Chile', 0.06],
  ['57', 'Colombia', 0.05],
  ['60', 'Malaysia', 0.1],
  ['61', 'Australia', 0.05],
  ['62', 'Indonesia', 0.4],
  ['63', 'Philippines', 0.2],
  ['64', 'New Zealand', 0.11],
  ['65', 'Singapore', 0.05],
  ['66', 'Thailand', 0.03],
  ['81', 'Japan', 0.09],
  ['82', 'South Korea', 0.05],
  ['84', 'Vietnam', 0.15],
  ['86', 'China', 0.04],
  ['90', 'Turkey', 0.05],
  ['91', 'India', 0.08],
  ['92', 'Pakistan', 0.4],
  ['212', 'Morocco', 0.15],
  ['234', 'Nigeria', 0.35],
  ['254', 'Kenya', 0.2],
  ['351', 'Portugal', 0.06],
  ['353', 'Ireland', 0.09],
  ['358', 'Finland', 0.1],
  ['370', 'Lithuania', 0.05],
  ['371', 'Latvia', 0.08],
  ['372', 'Estonia', 0.1],
  ['380', 'Ukraine', 0.15],
  ['420', 'Czechia', 0.07],
  ['421', 'Slovakia', 0.1],
  ['852', 'Hong Kong', 0.08],
  ['886', 'Taiwan', 0.07],
  ['966', 'Saudi Arabia', 0.2],
  ['971', 'United Arab Emirates', 0.12],
  ['972', 'Israel', 0.2],
]
/** Whatever is not in the table. */
const elsewhere = { country: 'elsewhere', dollars: 0.4 }

export interface Tariff {
  country: string
  /** For each part of a text message, and for a call. */
  credits: number
  /** List price of a part. */
  dollars: number
}

/** What it costs to reach a number. */
export function tariffOf(number: string): Tariff {
  const digits = number.replace(/\D/g, '')
  const fits = prices.filter(([prefix]) => digits.startsWith(prefix))
  const longest = fits.toSorted(([a], [b]) => b.length - a.length)[0]
  const { country, dollars } = longest ? { country: longest[1], dollars: longest[2] } : elsewhere
  return {
    country,
    credits: Math.max(1, Math.ceil(dollars / dollarsPerCredit - 1e-9)),
    dollars,
  }
}

/** What can be bought; never lost with time. */
export const packs = {
  small: { credits: 100, cents: 700 },
  middle: { credits: 500, cents: 3_250 },
  large: { credits: 2_000, cents: 12_000 },
} as const
export type PackName = keyof typeof packs
export const packNames = Object.keys(packs) as PackName[]

export function isPack(name: string): name is PackName {
  return Object.hasOwn(packs, name)
}
