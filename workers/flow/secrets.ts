// A check's secrets, opened just before its probe is sent, and never written anywhere.
import { type Check, withSecrets } from '../domain/check/index.ts'
import type { ShardPorts } from '../ports.ts'

/** The check with every secret replaced, in turn, by what `make` resolves to. */
export async function mapSecrets(
  check: Check,
  make: (value: string, key: string, field: string) => Promise<string>,
): Promise<Check> {
  const making: Promise<string>[] = []
  withSecrets(check, (value, key, field) => {
    making.push(make(value, key, field))
    return value
  })
  if (making.length === 0) return check
  const made = await Promise.all(making)
  return withSecrets(check, () => made.shift()!)
}

/** The check with header values, passwords and tokens in the open. */
export async function opened(ports: ShardPorts, check: Check): Promise<Check> {
  return mapSecrets(check, (text) => ports.vault.open(text))
}
