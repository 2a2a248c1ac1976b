// All addresses of a host, so that none of them is refused.
import { resolveName } from '../probe/doh.ts'

const resolveMsMax = 5_000

/** All addresses of a webhook's host. A name that cannot be looked up is a fault, and tried again. */
export async function addressesOf(host: string, dohUrl: string): Promise<string[]> {
  const said = await resolveName(host, dohUrl, resolveMsMax)
  if (said.kind === 'addresses') return said.addresses
  throw new Error(`the host name was not found: ${said.kind}`)
}
