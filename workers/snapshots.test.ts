import { expect, it } from 'vitest'
import { makeSnapshots } from './snapshots.ts'

const kvThat = (fault: Error | null) =>
  ({ delete: async () => (fault ? Promise.reject(fault) : undefined) }) as unknown as KVNamespace

it('takes away what is not there, as plain workerd says it', async () => {
  await makeSnapshots(kvThat(new Error('KV DELETE failed: 404 Not Found'))).drop('page:acme')
  await makeSnapshots(kvThat(null)).drop('page:acme')
  const broken = makeSnapshots(kvThat(new Error('KV DELETE failed: 500')))
  await expect(broken.drop('page:acme')).rejects.toThrow('500')
})
