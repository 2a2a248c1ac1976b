// What people type who mean no good, and what of it must never come out as it went in.
import type { Answer } from './browser.ts'

export const hostile: Record<string, string> = {
  markup: `"'><script>alert(1)</script><img src=x onerror=alert(1)>`,
  style: 'red;}</style><style>*{display:none}',
  header: 'x\r\nSet-Cookie: stolen=1\r\n\r\n<b>body</b>',
  sql: `'; drop table checks; --`,
  template: '{{constructor.constructor("return 1")()}}#{7*7}',
  nothing: '\u0000\u202e\ud800',
  script: 'javascript:alert(1)',
  large: 'a'.repeat(20_000),
}

const raw = ['<script>alert', '<img src=x', '</style><style>', '<b>body</b>']

/** What is wrong with an answer to such a word; nothing: all is well. */
export function faultsOf(answer: Pick<Answer, 'status' | 'headers'> & { html: string }): string[] {
  const { status, headers, html } = answer
  const faults = status >= 500 && status !== 503 ? [`${status}`] : []
  if (headers.get('content-type')?.includes('html')) {
    for (const one of raw) if (html.includes(one)) faults.push(`says ${one}`)
  }
  if (headers.get('set-cookie')?.includes('stolen')) faults.push('sets a cookie')
  const to = headers.get('location') ?? '/'
  if (!/^\/(?![/\\])/.test(to)) faults.push(`leads to ${to}`)
  return faults
}
