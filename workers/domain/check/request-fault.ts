// What of a request cannot be sent together, said before it is stored.
import { wantedBy } from './expectation.ts'
import type { HttpSettings } from './http-fields.ts'

/** Parts of a request that exclude each other, and the remedy; null: it can be sent. */
export function requestFault(http: HttpSettings): { field: string; message: string } | null {
  const has = (name: string) => http.headers.some((one) => one.name.toLowerCase() === name)
  if (http.body !== null && (http.method === 'GET' || http.method === 'HEAD')) {
    return {
      field: 'body',
      message: `cannot be sent with ${http.method}; choose POST, PUT, PATCH or DELETE`,
    }
  }
  const looked = http.method === 'HEAD' ? lookedInto(http) : null
  if (looked) {
    const message = `looks into the body, and an answer to HEAD has none; choose GET, or leave it empty`
    return { field: looked, message }
  }
  if (http.contentType && has('content-type')) {
    return { field: 'contentType', message: 'is among the headers, too; give it once' }
  }
  if (http.basicAuth && http.bearerToken !== null) {
    return { field: 'bearerToken', message: 'and basicAuth set the same header; take one away' }
  }
  if ((http.basicAuth || http.bearerToken !== null) && has('authorization')) {
    const field = http.basicAuth ? 'basicAuth' : 'bearerToken'
    return { field, message: 'and the header Authorization are the same; take one away' }
  }
  return null
}

/** The field that wants something of the body; null: none does. */
function lookedInto({ expectText, rejectText, expect = [] }: HttpSettings): string | null {
  if (expectText !== null) return 'expectText'
  if (rejectText) return 'rejectText'
  const isSized = expect.some((line) => line.startsWith('size'))
  return isSized || wantedBy(expect).body ? 'expect' : null
}
