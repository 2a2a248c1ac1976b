// Whom a request comes from, and who may say so.
import { expect, it } from 'vitest'
import { addressOf } from './caller.ts'

const from = (clientIp: string | null, headers: Record<string, string>) => {
  const request = new Request('http://esonar.test/', { headers })
  return clientIp === null ? request : Object.assign(request, { cf: { clientIp } })
}

it.each([
  ['the edge', null, { 'cf-connecting-ip': '192.0.2.1' }, '192.0.2.1'],
  ['nobody', null, {}, '127.0.0.1'],
  ['a stranger who names others', '192.0.2.1:4711', { 'x-forwarded-for': '10.0.0.1' }, '192.0.2.1'],
  ['a stranger as the edge', '192.0.2.1:4711', { 'cf-connecting-ip': '10.0.0.1' }, '192.0.2.1'],
  ['one by IPv6', '[2a00:1450::1]:4711', {}, '2a00:1450::1'],
  ['a proxy at home', '127.0.0.1:1', { 'x-forwarded-for': '10.9.9.9, 192.0.2.7' }, '192.0.2.7'],
  ['a proxy beside it', '10.0.0.2:1', { 'x-forwarded-for': '192.0.2.7' }, '192.0.2.7'],
  ['a proxy that names nonsense', '10.0.0.2:1', { 'x-forwarded-for': 'me' }, '10.0.0.2'],
])('%s', (_who, clientIp, headers, address) => {
  expect(addressOf(from(clientIp, headers as Record<string, string>))).toBe(address)
})
