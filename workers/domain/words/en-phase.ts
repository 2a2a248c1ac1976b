// English: the names of phases, as they stand before a time ("TLS 1.9 s").
import type { Catalogue } from './keys.ts'

export const phaseNames: Catalogue['phases'] = {
  name: 'name',
  connect: 'connect',
  tls: 'TLS',
  headers: 'first byte',
  body: 'body',
}
