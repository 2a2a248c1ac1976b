// Every course of events under `stories/` is played against the verdict, and tells exactly what
// its right column says.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { playStory, readStory } from './stories/story.ts'

const folder = new URL('./stories/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))

describe('stories', () => {
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    it(`${file}: ${text.split('\n')[0]}`, () => {
      expect(playStory(readStory(text)).faults).toEqual([])
    })
  }
})
