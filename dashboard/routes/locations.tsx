// The places that probes come from.
import { Hono } from 'hono'
import { placesOfHub } from '../../workers/flow/places.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { LocationsPage } from '../pages/locations.tsx'
import { page } from './form.tsx'
import { checkNames } from './names.ts'

export const locationPages = new Hono<AppEnv>()

locationPages.get('/locations', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [places, names] = await Promise.all([placesOfHub(hub, actor), checkNames(hub, actor)])
  return page(c, <LocationsPage places={places} names={names} now={hub.now()} />)
})
