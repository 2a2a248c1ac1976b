// better-auth on our tables, on every PostgreSQL: an account, a wrong password, a session that
// ends, and attempts counted in the database.
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authDatabase } from '../../workers/store/index.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'

const baseURL = 'http://esonar.example'
const email = 'ana@example.com'
const password = 'correct horse battery staple'

describe.each(placeNames)('sign-in on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
  }, 30_000)
  afterAll(() => place?.stop())

  const open = () => {
    const { db, schema } = authDatabase(place.settings)
    return betterAuth({
      baseURL,
      secret: 'x'.repeat(40),
      database: drizzleAdapter(db, { provider: 'pg', schema, transaction: false }),
      emailAndPassword: { enabled: true },
      rateLimit: { enabled: true, storage: 'database' },
      logger: { disabled: true },
    })
  }
  const signIn = (auth: ReturnType<typeof open>, given: string) =>
    auth.handler(
      new Request(`${baseURL}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: baseURL,
          'x-forwarded-for': '192.0.2.1',
        },
        body: JSON.stringify({ email, password: given }),
      }),
    )

  it('keeps people, sessions and attempts, with instants to the millisecond', async () => {
    const auth = open()
    const { user } = await auth.api.signUpEmail({ body: { name: 'Ana', email, password } })
    const wrong = await signIn(auth, 'something else entirely')
    const right = await signIn(auth, password)
    expect([wrong.status, right.status]).toEqual([401, 200])
    const headers = new Headers({ cookie: right.headers.get('set-cookie')!.split(';')[0]! })
    const found = await auth.api.getSession({ headers })
    expect(found?.user).toMatchObject({ id: user.id, email, createdAt: user.createdAt })
    const [row] = await place.query('select created_at from "user"')
    expect(row.created_at.getTime()).toBe(user.createdAt.getTime())
    expect(await place.accounts.countUsers()).toBe(1)
    const [attempts] = await place.query('select key, count from rate_limit')
    expect(attempts.count).toBe(2)
    await auth.api.signOut({ headers })
    expect(await auth.api.getSession({ headers })).toBeNull()
  })
})
