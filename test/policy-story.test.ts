// Every file of test/stories/policies is a course of an incident under a policy, with who is told when:
// played by the shard's own flow, and held against its preview.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playPolicyStory } from './stories/policy.ts'

const folder = new URL('./stories/policies/', import.meta.url)

describe('a policy', () => {
  for (const file of readdirSync(folder).toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    it(`${file.replace('.txt', '')}: ${text.split('\n')[0]}`, async () => {
      const played = await playPolicyStory(text)
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played)
      else expect(played).toBe(text)
    })
  }

  it('fails a story whose outcome is another', async () => {
    const text = readFileSync(new URL('01-steps-until-acknowledged.txt', folder), 'utf8')
    const wrong = text.replace('boss opened', 'owner opened')
    expect(wrong).not.toBe(text)
    expect(await playPolicyStory(wrong)).toBe(text)
  })
})
