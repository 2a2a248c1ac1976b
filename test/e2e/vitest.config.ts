// End-to-end tests: everything started as `npm start` does, in a real browser. One file at a time:
// the machine is small, and each file has an installation of its own.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
