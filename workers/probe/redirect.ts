// Where redirects lead.

/** Where a Location header leads; null: nowhere that can be asked. */
export function nextUrl(location: string | null, from: URL): URL | null {
  if (!location || !URL.canParse(location, from.href)) return null
  const next = new URL(location, from.href)
  return next.protocol === 'http:' || next.protocol === 'https:' ? next : null
}
