// A region Worker in a workerd of its own, asked by signed requests: one more place to probe from,
// on another machine (`npm run region`) or, in the demo, with a network that can be broken.
import { mkdirSync } from 'node:fs'
import { buildAll } from './build.ts'
import { holdPort, reachable } from './port.ts'
import { startWorkerd } from './workerd.ts'
import { regionConfig } from './workerd-config.ts'

export interface RegionProcess {
  url: string
  port: number
  stop(): Promise<void>
}

export interface RegionSettings {
  folder: string
  /** Where it listens; loopback when left out. */
  host?: string
  /** 0: any free one. */
  port: number
  location: string
  signingSecret: string
  dohUrl: string
  rdapUrl?: string
  /** What its network may reach: `public`, `private`, or addresses in CIDR form. */
  allow: string[]
  privateTargets?: 'allow' | 'deny'
  ownPorts?: number[]
  /** More of workerd's environment: whom it trusts. */
  env?: Record<string, string>
  onLine?: (line: string) => void
}

/** Starts one region Worker and waits until it answers. */
export async function startRegion(settings: RegionSettings): Promise<RegionProcess> {
  await buildAll()
  mkdirSync(settings.folder, { recursive: true })
  const { host = '127.0.0.1', allow } = settings
  const held = await holdPort(host, settings.port)
  const { port } = held
  const variables = {
    LOCATION: settings.location,
    SIGNING_SECRET: settings.signingSecret,
    PRIVATE_TARGETS: settings.privateTargets ?? 'allow',
    OWN_PORTS: JSON.stringify([port, ...(settings.ownPorts ?? [])]),
    DOH_URL: settings.dohUrl,
    ...(settings.rdapUrl ? { RDAP_URL: settings.rdapUrl } : {}),
  }
  const workerd = startWorkerd({
    folder: settings.folder,
    held,
    config: regionConfig({ host, port, variables: Object.keys(variables), allow }),
    env: { ...process.env, ...settings.env, ...variables },
    onLine: settings.onLine ?? (() => undefined),
  })
  const url = `http://${reachable(host)}:${port}`
  for (let tries = 0; tries < 200; tries += 1) {
    const there = await fetch(url).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    )
    if (there) return { url, port, stop: workerd.stop }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await workerd.stop()
  throw new Error(`the region Worker on port ${port} did not answer`)
}
