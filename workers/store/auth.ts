// The database as better-auth's drizzle adapter wants it: `drizzleAdapter(db, { provider: 'pg',
// schema, transaction: false })`. Over HTTP there are no interactive transactions.
import { drizzle } from 'drizzle-orm/neon-http'
import { authSchema } from '../../schema/accounts.ts'
import { type DatabaseSettings, openDriver } from './database.ts'

export function authDatabase(settings: DatabaseSettings) {
  return { db: drizzle(openDriver(settings), { schema: authSchema }), schema: authSchema }
}
