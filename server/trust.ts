// Certificate authorities for workerd: it has no roots of its own and reads only the system's
// store, or one file. Own authorities are added to the system's in a file of ours.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from './refusal.ts'

const systemStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
]

/** The environment that makes workerd trust the system's and the given authorities. */
export function trustEnv(folder: string, files: string[]): { SSL_CERT_FILE?: string } {
  const system = systemStores.find((file) => existsSync(file))
  if (files.length === 0) return system ? { SSL_CERT_FILE: system } : {}
  const texts = [...new Set([...(system ? [system] : []), ...files])].map((file) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      throw new Refusal(
        `The certificate file ${file} cannot be read; correct NODE_EXTRA_CA_CERTS or SSL_CERT_FILE.`,
      )
    }
  })
  const joined = join(folder, 'trust.crt')
  writeFileSync(joined, texts.join('\n'))
  return { SSL_CERT_FILE: joined }
}
