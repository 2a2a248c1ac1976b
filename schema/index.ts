// All tables, as drizzle-kit compares them with the migrations and the stores name them.
export * from './accounts.ts'
export * from './calls.ts'
export * from './checks.ts'
export * from './incidents.ts'
export * from './reports.ts'
export * from './results.ts'
export * from './shards.ts'
export * from './workspaces.ts'
