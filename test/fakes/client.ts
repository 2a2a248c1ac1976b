// A small REST client for the demo, the benches and end-to-end tests: what a script of a user's
// would do with a bearer key.

export interface Client {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body?: unknown): Promise<T>
  drop(path: string): Promise<void>
}

/** A client of `url` (no trailing slash) with a bearer key. A refusal throws with the problem's
 *  status, field and detail. */
export function makeClient(url: string, key: string): Client {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    get: <T>(path: string) => ask('GET', path) as Promise<T>,
    post: <T>(path: string, body: unknown) => ask('POST', path, body) as Promise<T>,
    patch: <T>(path: string, body: unknown) => ask('PATCH', path, body) as Promise<T>,
    put: <T>(path: string, body?: unknown) => ask('PUT', path, body ?? {}) as Promise<T>,
    drop: async (path: string) => {
      await ask('DELETE', path)
    },
  }
}

/** Asks again every `everyMs` until the answer is not null; throws after `withinMs`. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | null | undefined | false>,
  everyMs = 100,
): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
