// The documents of a shard in the simulator. What is written is text, as in the real store; in most
// storms it becomes text when somebody reads it, which saves a fifth of the time. Every eighth storm
// makes it text at once, and so sees what is changed after it was written.

export interface Documents {
  put(key: string, value: unknown): void
  drop(key: string): void
  has(key: string): boolean
  keys(): string[]
  text(key: string): string
}

/** Whether the storm of a seed takes every copy at once. */
export const isStrict = (seed: number) => seed % 8 === 0

/** An empty store for a seed. */
export function documentsOf(seed: number): Documents {
  const held = new Map<string, unknown>()
  const strict = isStrict(seed)
  return {
    put: (key, value) => void held.set(key, strict ? JSON.stringify(value) : value),
    drop: (key) => void held.delete(key),
    has: (key) => held.has(key),
    keys: () => [...held.keys()],
    text: (key) => {
      const value = held.get(key)
      return strict ? (value as string) : JSON.stringify(value)
    },
  }
}
