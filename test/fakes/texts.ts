// The pages of text as the build would draw them, without a build.
import { docs, groupsOf, legalTexts } from '../../server/texts.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'

/** Draws the pages of the tree when the first one is asked for. */
export function textsOfTree(): HubPorts['texts'] {
  let drawn: { docs: ReturnType<typeof docs>; legal: ReturnType<typeof legalTexts> } | null = null
  const all = () => {
    drawn ??= { docs: docs(), legal: legalTexts() }
    return drawn
  }
  return {
    page: async (kind, name) => all()[kind].find((one) => one.name === name) ?? null,
    groups: async () => groupsOf(all().docs),
  }
}
