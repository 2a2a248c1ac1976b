// A host name of an owner's own under which a page is served, and how it is proven to be theirs.

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Why a host name cannot be one's own; null: it can. `own` is this installation's. */
export function refuseHost(host: string, own: string): string | null {
  const labels = host.split('.')
  if (host.length > 253 || labels.length < 2 || !labels.every((one) => label.test(one)))
    return 'must be a host name like status.example.com, without scheme, port or path'
  if (/^\d+$/.test(labels.at(-1)!)) return 'must be a name, not an address'
  if (host === own || host.endsWith(`.${own}`)) return 'belongs to this installation'
  return null
}

/** Where the proof is looked for, and what it is. */
export function proofOf({ host, token }: { host: string; token: string }) {
  return { name: `_esonar.${host}`, value: `esonar-site=${token}` }
}

/** A flat key of a host: names have no underscore. */
export function hostKey(host: string): string {
  return `host:${host.replaceAll('.', '_')}`
}
