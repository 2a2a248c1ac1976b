// How messages leave: by the object itself while it has connections free, else by its couriers. Six
// connections of an object may wait for their answer; a seventh would wait unseen while its time runs.
import { type AddressPolicy, refusal } from '../domain/address.ts'
import type { Env } from '../env.ts'
import type { Sender } from '../ports.ts'
import { makeSender } from '../send.ts'
import { addressesOf } from './addresses.ts'

/** Of the shard's own six; the others are for places, KV and Postgres. */
const ownMax = 4
const perCourier = 6

/** A sender over the platform's `fetch`, with the installation's guard of addresses. */
export function senderOf(env: Env): Sender {
  const policy: AddressPolicy = {
    privateTargets: env.PRIVATE_TARGETS === 'allow' ? 'allow' : 'deny',
    ownPorts: JSON.parse(env.OWN_PORTS) as number[],
  }
  return makeSender({
    aboutUrl: `${env.BASE_URL}/about/prober`,
    refuse: (host, port) => refusal(host, port, policy),
    resolve: policy.privateTargets === 'allow' ? null : (host) => addressesOf(host, env.DOH_URL),
    ...(env.MAIL_DOOR_URL ? { own: env.MAIL_DOOR_URL } : {}),
  })
}

/** Sends by `own`, or, where that has its hands full, by the courier that has the least to do. One
 *  that breaks off is like a receiver that does: the message is tried again under its id. */
export function withCouriers(own: Sender, courier: (number: number) => Sender): Sender {
  let underWay = 0
  const loads: number[] = []
  return {
    async send(request) {
      if (underWay < ownMax) {
        underWay += 1
        return own.send(request).finally(() => {
          underWay -= 1
        })
      }
      const free = loads.findIndex((load) => load < perCourier)
      const number = free === -1 ? loads.length : free
      loads[number] = (loads[number] ?? 0) + 1
      const startedAt = performance.now()
      try {
        return await courier(number).send(request)
      } catch {
        const ms = Math.max(0, Math.round(performance.now() - startedAt))
        return { kind: 'fault', fault: 'network', ms }
      } finally {
        loads[number]! -= 1
      }
    },
  }
}
