// A region Worker in a workerd of its own, asked by signed requests: one more place to probe from,
// on another machine or, in the demo, with a network that can be broken.
import { mkdirSync } from 'node:fs'
import { buildAll } from './build.ts'
import { holdPort } from './port.ts'
import { startWorkerd } from './workerd.ts'
import { regionConfig } from './workerd-config.ts'

export interface RegionProcess {
  url: string
  port: number
  stop(): Promise<void>
}

export interface RegionSettings {
  folder: string
  /** 0: any free one. */
  port: number
  location: string
  signingSecret: string
  dohUrl: string
  /** What its network may reach: `public`, `private`, or addresses in CIDR form. */
  allow: string[]
  ownPorts?: number[]
}

/** Starts one region Worker and waits until it answers. */
export async function startRegion(settings: RegionSettings): Promise<RegionProcess> {
  await buildAll()
  mkdirSync(settings.folder, { recursive: true })
  const variables = {
    LOCATION: settings.location,
    SIGNING_SECRET: settings.signingSecret,
    PRIVATE_TARGETS: 'allow',
    OWN_PORTS: JSON.stringify(settings.ownPorts ?? []),
    DOH_URL: settings.dohUrl,
  }
  const held = await holdPort('127.0.0.1', settings.port)
  const { port } = held
  const workerd = startWorkerd({
    folder: settings.folder,
    held,
    config: regionConfig(port, Object.keys(variables), settings.allow),
    env: { ...process.env, ...variables },
    onLine: () => undefined,
  })
  const url = `http://127.0.0.1:${port}`
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
