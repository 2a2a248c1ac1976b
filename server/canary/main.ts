// `npm run canary -- https://status.example.com [--env production]`: asks a deployed installation what
// only it can answer, and writes a report. Exit code 1: something is contrary. docs/canary.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Seen } from '../../workers/flow/canary.ts'
import { Refusal } from '../refusal.ts'
import { type Facts, findings, reportOf } from './report.ts'

const usage = `Usage: npm run canary -- URL [--env staging|production] [--slow URL] [--broken no] [--report FILE]

  --env      takes CANARY_TOKEN from deployments/<environment>.secrets.json; else from the environment
  --slow     a page that takes a second to answer, instead of the installation's own
  --broken   "no": asks no broken servers on the internet
  --report   where the report goes (canary-<host>.md)`

/** Broken on purpose by their keepers, and what each is told as. */
const brokenServers: [url: string, expected: string[]][] = [
  ['https://expired.badssl.com/', ['tls_expired']],
  ['https://wrong.host.badssl.com/', ['tls_name_mismatch']],
  ['https://self-signed.badssl.com/', ['tls_self_signed']],
  ['https://untrusted-root.badssl.com/', ['tls_untrusted_or_incomplete_chain', 'tls_self_signed']],
  ['https://no-such-name.invalid/', ['dns_nxdomain']],
  ['https://example.com:444/', ['connect_timeout', 'connection_refused']],
]

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      slow: { type: 'string' },
      broken: { type: 'string' },
      report: { type: 'string' },
    },
  })
  const [url] = positionals
  if (!url || !/^https?:\/\/./.test(url)) throw new Refusal(`give the address.\n\n${usage}`)
  const ask = asker(url.replace(/\/$/, ''), tokenOf(values.env))
  const slow = values.slow ? { url: values.slow } : {}
  const known = values.broken === 'no' ? [] : brokenServers
  const facts: Facts = {
    url,
    at: new Date().toISOString(),
    places: await ask({ question: 'places', ...slow }),
    calls: [
      await ask({ question: 'calls', count: 24, ...slow }),
      await ask({ question: 'calls', count: 40, ...slow }),
    ],
    slots: await ask({ question: 'slots', ...slow }),
    broken: [],
    handshake: await ask({ question: 'handshake', host: 'example.com' }),
    shards: await ask({ question: 'shards' }),
  }
  if (known.length > 0) {
    const seen = await ask<Seen[]>({ question: 'broken', urls: known.map(([one]) => one) })
    facts.broken = known.map(([one, expected], index) => ({
      url: one,
      expected,
      seen: seen[index]!,
    }))
  }
  const file = resolve(values.report ?? `canary-${new URL(url).hostname}.md`)
  writeFileSync(file, reportOf(facts))
  for (const { question, verdict, seen } of findings(facts))
    console.log(`${verdict.padEnd(12)}  ${question} ${seen}`)
  console.log(`The report is in ${file}`)
  if (findings(facts).some((one) => one.verdict === 'contrary')) process.exitCode = 1
}

function tokenOf(environment: string | undefined): string {
  const file = join(import.meta.dirname, '..', '..', 'deployments', `${environment}.secrets.json`)
  const kept =
    environment && existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { values: Record<string, string> }).values
      : {}
  const token = process.env.CANARY_TOKEN || kept.CANARY_TOKEN
  if (token) return token
  throw new Refusal(
    'CANARY_TOKEN is missing; deploy with one (CANARY_TOKEN=… npm run deploy -- --env …), and give it here by --env or in the environment.',
  )
}

function asker(url: string, token: string) {
  return async <T>(body: object): Promise<T> => {
    const response = await fetch(`${url}/canary/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    }).catch((fault: Error) => {
      throw new Refusal(`${url} does not answer: ${fault.message}`)
    })
    if (response.status === 404)
      throw new Refusal(`${url}/canary is not there, or CANARY_TOKEN is another one.`)
    if (!response.ok)
      throw new Refusal(`${url}/canary/ask: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
}

try {
  await main(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof Refusal)) throw fault
  console.error(fault.message)
  process.exit(2)
}
