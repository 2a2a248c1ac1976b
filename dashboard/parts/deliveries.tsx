// Deliveries as rows: what was sent where, and what the receiver said to each attempt.
import type { Delivery } from '../../workers/domain/delivery.ts'
import { isOwnerRoad } from '../../workers/domain/owner-road.ts'
import { milliseconds, say, words } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

export function DeliveryRows({
  deliveries,
  channels,
}: {
  deliveries: Delivery[]
  channels: Record<string, string>
}) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Owed</th>
            <th scope="col">Channel</th>
            <th scope="col">News</th>
            <th scope="col">State</th>
            <th scope="col">Last answer</th>
            <th scope="col" class="number">
              Attempts
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((one) => (
            <tr>
              <td data-label="Owed: ">
                <When at={one.createdAt} />
              </td>
              <td class="wrap" data-label="Channel: ">
                {channels[one.channel] ?? strangerOf(one)}
              </td>
              <td data-label="News: ">
                {one.incident ? (
                  <a href={`/incidents/${one.incident}`}>{words().events[one.event]}</a>
                ) : (
                  words().events[one.event]
                )}
              </td>
              <td data-label="State: ">
                {words().states[one.state]}
                {one.why ? <small> {whyOf(one.why)}</small> : ''}
                {one.receipt ? <small> {receiptOf(one)}</small> : ''}
                {one.state === 'pending' && one.waitsFor ? (
                  <small> {waits[one.waitsFor]}</small>
                ) : (
                  ''
                )}
                {one.state === 'pending' && one.dueAt > one.createdAt ? (
                  <small>
                    {' '}
                    due <When at={one.dueAt} />
                  </small>
                ) : (
                  ''
                )}
                {one.calledAs === 'nobody' ? <small> nobody was on call</small> : ''}
                {one.calledAs === 'instead' ? <small> its policy’s channels are off</small> : ''}
              </td>
              <td class="wrap" data-label="Last answer: ">
                {lastAnswer(one)}
              </td>
              <td class="number" data-label="Attempts: ">
                {one.attempts.length}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const strangerOf = ({ channel }: Delivery) =>
  isOwnerRoad(channel) ? 'an owner’s account mail' : 'a removed channel'

const waits: Record<NonNullable<Delivery['waitsFor']>, string> = {
  step: 'its step has not come up',
  quiet: 'until the quiet hours are over',
  digest: 'for the digest',
  mute: 'until maintenance or a silence is over',
}

function whyOf(why: string): string {
  const known = words().whys as Record<string, string>
  return known[why] ?? why
}

/** How far it came, and how long that took from the attempt that was taken. */
function receiptOf({ receipt, attempts }: Delivery): string {
  const sentAt = attempts.at(-1)?.at
  const ms = receipt && sentAt !== undefined ? Math.max(0, receipt.at - sentAt) : null
  return say('receipt', { status: receipt?.status ?? '', ms })
}

function lastAnswer({ attempts }: Delivery): string {
  const last = attempts.at(-1)
  if (!last) return 'no attempt yet'
  const status = last.status === null ? last.said : `${last.status} ${last.said}`
  return `${status.trim().slice(0, 160)} (${milliseconds(last.ms)})`
}
