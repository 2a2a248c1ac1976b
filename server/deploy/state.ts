// What is deployed of an installation: `deployments/<environment>.json`. Written after each step,
// so that a run that broke off goes on, and an earlier deployment can be put back. No secrets.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'
import type { Environment } from './settings.ts'

export interface Deployed {
  version: string
  /** Of bundle and configuration: the same need not be deployed again. */
  print: string
  /** Addresses of its own, as Cloudflare says. */
  urls: string[]
}

/** All Workers as they were after a run that went through. */
export interface Deployment {
  id: number
  at: string
  commit: string | null
  /** The newest migration of Durable Objects, and of the database. */
  objects: string
  migration: string
  workers: Record<string, Deployed>
}

export interface DeployState {
  v: 1
  kv: string | null
  /** What runs now, by the Worker's name. */
  workers: Record<string, Deployed>
  /** Newest last. */
  deployments: Deployment[]
}

const keptMax = 20

export interface StateFile {
  path: string
  state: DeployState
  save(): void
}

/** Opens the file of an environment; an absent one is an installation that is not there yet. */
export function openState(folder: string, environment: Environment): StateFile {
  const path = join(folder, `${environment}.json`)
  const state = existsSync(path)
    ? read(path)
    : { v: 1 as const, kv: null, workers: {}, deployments: [] }
  return {
    path,
    state,
    save: () => {
      writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`)
      renameSync(`${path}.new`, path)
    },
  }
}

function read(path: string): DeployState {
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as DeployState
    if (state.v === 1) return state
  } catch {
    // Said below, with the remedy.
  }
  throw new Refusal(`${path} cannot be read; take it from your last commit or backup.`)
}

/** Keeps what runs now as a deployment of its own; none when it is the last one still. */
export function keepDeployment(
  state: DeployState,
  facts: Pick<Deployment, 'at' | 'commit' | 'objects' | 'migration'>,
): Deployment {
  const last = state.deployments.at(-1)
  if (last && isSame(last.workers, state.workers)) return last
  const kept = { id: (last?.id ?? 0) + 1, ...facts, workers: { ...state.workers } }
  state.deployments = [...state.deployments, kept].slice(-keptMax)
  return kept
}

/** The deployment to go back to: the one before that which runs; after a run that broke off, the
 *  newest. Null: there is none. */
export function earlier({ deployments, workers }: DeployState): Deployment | null {
  const at = deployments.findLastIndex((one) => isSame(one.workers, workers))
  return (at === -1 ? deployments.at(-1) : deployments[at - 1]) ?? null
}

function isSame(a: Record<string, Deployed>, b: Record<string, Deployed>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name]?.version === b[name]?.version)
}
