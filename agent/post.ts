// What an agent posts to a master: JSON there and back, over TLS that is verified, by the authorities
// of the system and by one that was named for this master.

import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { rootCertificates } from 'node:tls'

export interface Post {
  headers?: Record<string, string>
  body: object
  /** An authority of this master's own, in PEM. */
  ca?: string | undefined
  signal: AbortSignal
}

export interface Posted {
  status: number
  text: string
  /** Null: no JSON. */
  json: unknown
}

/** What verifies a master with an authority of its own: that one beside the usual. */
export function trusting(ca: string | undefined): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...rootCertificates, ca] }
}

/** Posts once. A redirect is an answer like any other: it is not followed. */
export function post(url: string, { headers, body, ca, signal }: Post): Promise<Posted> {
  const text = JSON.stringify(body)
  const ask = url.startsWith('https:') ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const asked = ask(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      signal,
      ...trusting(ca),
    })
    asked.once('error', reject)
    asked.once('response', (answer) => {
      const { statusCode: status = 0 } = answer
      textOf(answer).then((heard) => resolve({ status, text: heard, json: jsonOf(heard) }), reject)
    })
    asked.end(text)
  })
}

/** All that an answer says. */
export function textOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    answer.setEncoding('utf8')
    answer.on('data', (part: string) => {
      heard += part
    })
    answer.once('error', reject)
    answer.once('end', () => resolve(heard))
  })
}

/** The JSON of a text; null: it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** An authority from a file of a person's; throws a sentence where there is none in it. */
export function authorityIn(file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    new X509Certificate(text)
    return text
  } catch {
    throw new Error(`${file} holds no certificate in PEM that can be read; see --ca.`)
  }
}

const distrusted =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/

/** Why a master was not reached, for a person. */
export function whyNot(fault: unknown): string {
  const { code, message } = fault as NodeJS.ErrnoException
  const why = message || code || String(fault)
  if (!code || !distrusted.test(code)) return why
  return `its certificate is not trusted: ${why}; name its authority by --ca FILE at join`
}
