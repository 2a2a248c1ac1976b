// End-to-end tests: the whole program in a real browser, on a desk and on a phone. Every file runs at
// both widths, each time with an installation of its own; two run side by side, since a flow mostly
// waits. All installations share one PostgreSQL, each with a database of its own.
import { defineConfig } from 'vitest/config'

/** How wide a person's window is, in pixels. */
const widths = { desk: 1280, phone: 390 }

declare module 'vitest' {
  interface ProvidedContext {
    width: number
  }
}

export default defineConfig({
  test: {
    globalSetup: ['./test/setup.global.ts'],
    projects: Object.entries(widths).map(([name, width]) => ({
      test: {
        name,
        provide: { width },
        include: ['test/e2e/**/*.test.ts'],
        maxWorkers: 2,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
})
