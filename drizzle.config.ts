// How `drizzle-kit generate --name <noun>` finds the tables and writes the next migration.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './schema/index.ts',
  out: './schema/migrations',
})
