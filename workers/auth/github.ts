// Who somebody is by GitHub's word: its number, which stays, and the confirmed main address.

interface Address {
  email: string
  primary: boolean
  verified: boolean
}

/** The profile behind a token; null: GitHub does not say. */
export async function githubProfile(api: string, token: string) {
  const ask = async <T>(path: string): Promise<T | null> => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'eSonar',
    }
    const response = await fetch(`${api}${path}`, { headers })
    return response.ok ? ((await response.json()) as T) : null
  }
  const user = await ask<{ id: number; login: string; name: string | null }>('/user')
  const addresses = await ask<Address[]>('/user/emails')
  const main = addresses?.find((one) => one.primary && one.verified)
  if (!user || !main) return null
  const { id, login, name } = user
  return { id: String(id), name: name ?? login, email: main.email, emailVerified: true }
}
