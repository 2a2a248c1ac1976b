// TLS of the hub's own port: certificate and key as files, tried before anything is started.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Refusal } from './refusal.ts'

export interface TlsChoice {
  /** PEM of the chain, leaf first, and of its key. */
  certificate: string
  key: string
}

/** Reads both files; null: no TLS here. Throws a Refusal that names the variable at fault. */
export function readTls(env: Record<string, string | undefined>): TlsChoice | null {
  const { ESONAR_TLS_CERT: certificateFile, ESONAR_TLS_KEY: keyFile } = env
  if (!certificateFile && !keyFile) return null
  if (!certificateFile || !keyFile) {
    const missing = certificateFile ? 'ESONAR_TLS_KEY' : 'ESONAR_TLS_CERT'
    throw new Refusal(`ESONAR_TLS_CERT and ESONAR_TLS_KEY belong together; ${missing} is missing.`)
  }
  const certificate = fileOf('ESONAR_TLS_CERT', certificateFile)
  const key = fileOf('ESONAR_TLS_KEY', keyFile)
  const leaf = attempt(() => new X509Certificate(certificate))
  if (!leaf) throw new Refusal(`ESONAR_TLS_CERT: ${certificateFile} holds no certificate in PEM.`)
  const secret = attempt(() => createPrivateKey(key))
  if (!secret) {
    throw new Refusal(`ESONAR_TLS_KEY: ${keyFile} holds no private key in PEM without passphrase.`)
  }
  if (!leaf.checkPrivateKey(secret)) {
    throw new Refusal('ESONAR_TLS_KEY is not the key of the certificate in ESONAR_TLS_CERT.')
  }
  return { certificate, key }
}

function fileOf(name: string, path: string): string {
  const text = attempt(() => readFileSync(path, 'utf8'))
  if (text === null) throw new Refusal(`${name}: the file ${path} cannot be read.`)
  return text
}

function attempt<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}
