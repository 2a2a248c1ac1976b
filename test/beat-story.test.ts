// Every file of test/stories/heartbeats is a course of pings and silence with its right outcome,
// played by the shard's own flow on a clock that jumps from alarm to alarm.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playBeatStory } from './stories/beat.ts'

const folder = new URL('./stories/heartbeats/', import.meta.url)

describe('a heartbeat', () => {
  for (const file of readdirSync(folder).toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    it(`${file.replace('.txt', '')}: ${text.split('\n')[0]}`, async () => {
      const played = await playBeatStory(text)
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played)
      else expect(played).toBe(text)
    })
  }

  it('fails a story whose outcome is another', async () => {
    const text = readFileSync(new URL('01-late.txt', folder), 'utf8')
    const wrong = text.replaceAll('opened silent critical', 'nothing')
    expect(wrong).not.toBe(text)
    expect(await playBeatStory(wrong)).toBe(text)
  })
})
