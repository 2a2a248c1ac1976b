// What stands in wrangler.toml, read as wrangler itself reads it: the part of the hub's configuration
// that every installation shares.
import { join } from 'node:path'
import { experimental_readRawConfig as readRawConfig } from 'wrangler'

const path = join(import.meta.dirname, '../../wrangler.toml')
const { rawConfig } = readRawConfig({ config: path })

interface Base extends Record<string, unknown> {
  compatibility_date: string
  assets: object
  migrations: { tag: string; new_sqlite_classes: string[] }[]
}

/** The hub's configuration without what an installation has of its own. */
export const base = rawConfig as Base

/** Classes of Durable Objects, in the order in which they came. */
export const objectMigrations = base.migrations
export const objectsNow = objectMigrations.at(-1)!.tag
