// Cloudflare's own tool as a child: what it is asked, what it answers. Secrets go in on its standard
// input, never on a command line.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'

export interface Wrangler {
  /** The id of the KV namespace of this title; null: there is none. */
  findKv(config: string, title: string): Promise<string | null>
  createKv(config: string, title: string): Promise<void>
  /** Names of the secrets a Worker has; none when there is no such Worker yet. */
  secretNames(config: string): Promise<string[]>
  /** Puts secrets; a Worker that is not there yet is made, empty. */
  putSecrets(config: string, secrets: Record<string, string>): Promise<void>
  deploy(config: string, message: string): Promise<{ version: string; urls: string[] }>
  /** Checks configuration and bundle, sends nothing; a warning is a failure. */
  rehearse(config: string, outdir: string): Promise<void>
  /** Puts an earlier version back. */
  rollback(worker: string, version: string, accountId: string | null): Promise<void>
}

interface Ran {
  code: number
  out: string
  err: string
}

/** The tool on the PATH. */
export function openWrangler(env: NodeJS.ProcessEnv): Wrangler {
  const run = (args: string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
    ran(args, more.input, { ...env, WRANGLER_SEND_METRICS: 'false', ...more.env })
  const done = async (what: string, ...call: Parameters<typeof run>) => {
    const result = await run(...call)
    if (result.code !== 0) throw new Refusal(`${what} failed.\n${said(result)}`)
    return result
  }
  return {
    findKv: async (config, title) => {
      const { out } = await done('Listing the KV namespaces', [
        'kv',
        'namespace',
        'list',
        '-c',
        config,
      ])
      return kvIn(out, title)
    },
    createKv: async (config, title) => {
      await done('Creating the KV namespace', ['kv', 'namespace', 'create', title, '-c', config])
    },
    secretNames: async (config) => {
      const result = await run(['secret', 'list', '-c', config, '--format', 'json'])
      if (result.code === 0) return namesIn(result.out)
      if (/Worker "[^"]+" not found/.test(result.out + result.err)) return []
      throw new Refusal(`Listing the names of the secrets failed.\n${said(result)}`)
    },
    putSecrets: async (config, secrets) => {
      const input = JSON.stringify(secrets)
      await done('Putting the secrets', ['secret', 'bulk', '-c', config], { input })
    },
    deploy: (config, message) =>
      withOutputFile(async (file) => {
        const args = ['deploy', '-c', config, '--message', message]
        await done('Deploying', args, { env: { WRANGLER_OUTPUT_FILE_PATH: file } })
        return deployedIn(readFileSync(file, 'utf8'))
      }),
    rehearse: async (config, outdir) => {
      const args = ['deploy', '--dry-run', '-c', config, '--outdir', outdir]
      const result = await done('The dry run', args)
      if (/\bWARNING\b/.test(result.out + result.err))
        throw new Refusal(`The dry run warns, and a deployment warns of nothing.\n${said(result)}`)
    },
    rollback: async (worker, version, accountId) => {
      const args = [
        'rollback',
        version,
        '--name',
        worker,
        '--message',
        'npm run deploy -- rollback',
        '-y',
      ]
      const more = accountId ? { env: { CLOUDFLARE_ACCOUNT_ID: accountId } } : {}
      await done(`Putting back version ${version} of ${worker}`, args, more)
    },
  }
}

function ran(args: string[], input: string | undefined, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('wrangler', args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    const text = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      text.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      text.err += chunk
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    child.on('error', () =>
      reject(new Refusal('wrangler is not there; run this as "npm run deploy" after "npm ci".')),
    )
    child.on('close', (code) => resolve({ code: code ?? 1, ...text }))
  })
}

/** The end of what it said, where the reason stands. */
function said({ out, err }: Ran): string {
  const lines = `${out}\n${err}`.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-25).join('\n')
}

async function withOutputFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-deploy-'))
  try {
    return await work(join(folder, 'output'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function kvIn(out: string, title: string): string | null {
  const list = jsonIn(out) as { id: string; title: string }[]
  return list.find((one) => one.title === title)?.id ?? null
}

function namesIn(out: string): string[] {
  return (jsonIn(out) as { name: string }[]).map(({ name }) => name)
}

/** The list that it prints, below a banner or not. */
function jsonIn(out: string): unknown {
  try {
    return JSON.parse(out.slice(out.indexOf('['), out.lastIndexOf(']') + 1)) as unknown
  } catch {
    throw new Refusal(`wrangler answered no list:\n${out.slice(0, 1_000)}`)
  }
}

/** One JSON object a line; the one of the deployment names version and addresses. */
function deployedIn(text: string): { version: string; urls: string[] } {
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const said = JSON.parse(line) as { type: string; version_id?: string; targets?: string[] }
    if (said.type === 'deploy' && said.version_id)
      return { version: said.version_id, urls: (said.targets ?? []).filter(isAddress) }
  }
  throw new Refusal('wrangler deployed and did not say which version; run this again.')
}

function isAddress(target: string): boolean {
  return /^https?:\/\//.test(target)
}
