// The pages of text, read from among the static files of the installation.
import { type TextGroup, type TextPage, textFileOf } from '../domain/text-page.ts'
import type { HubPorts } from '../hub-ports.ts'

/** Names that a page can have: `api`, `decisions/0001-shard-documents`. */
const shape = /^[a-z0-9-]+(\/[a-z0-9-]+)?$/

/** Reads them where the build wrote them. */
export function textsOf(assets: Fetcher): HubPorts['texts'] {
  return {
    page: (kind, name) =>
      shape.test(name) ? read<TextPage>(assets, textFileOf(kind, name)) : Promise.resolve(null),
    groups: async () => (await read<TextGroup[]>(assets, textFileOf('docs', 'index'))) ?? [],
  }
}

/** The platform keeps the files under `/assets/`, the disk service at home at its top. What is in
 *  them is what the build wrote. */
async function read<T>(assets: Fetcher, file: string): Promise<T | null> {
  for (const path of [`assets/${file}`, file]) {
    const found = await assets.fetch(new Request(`http://assets/${path}`))
    if (found.ok) return (await found.json()) as T
  }
  return null
}
