// What this prober is, for those who find it in their logs: who asks, how often, how to stop it.
import { hostHoldMs, perHostMax } from '../../workers/domain/measurement.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import { Document } from '../parts/layout.tsx'

export function ProberPage({
  locations,
  aboutUrl,
}: {
  locations: { id: string; label: string; network: string }[]
  aboutUrl: string
}) {
  return (
    <Document title="About this prober" islands={[]} class="status">
      <main>
        <h1>About this prober</h1>
        <p>
          Requests whose User-Agent begins with <code>eSonar</code> come from a monitor. Somebody
          who watches over this address, or depends on it, has set it up. It looks whether the
          address answers, and reads nothing else: it follows no links and keeps no copy.
        </p>
        <h2>How to know it</h2>
        <pre>User-Agent: eSonar/1.0 (+{aboutUrl}; location=…)</pre>
        <p>
          The location is one of those below. Each request also carries a <code>traceparent</code>{' '}
          (W3C Trace Context), so that one probe can be found in both our records and yours. Other
          protocols than HTTP have no place for a name: there it connects, asks one harmless
          question, and leaves.
        </p>
        <h2>How often it asks</h2>
        <ul>
          <li>Once in the interval that was set up, every ten seconds at most, from each place.</li>
          <li>
            When an answer fails it asks again every four seconds, until it is sure: a false alarm
            wakes somebody. While an address is down, every 30 seconds or less often.
          </li>
          <li>
            From one place at most {perHostMax} connections to one host at once; one that waits for
            longer than {milliseconds(hostHoldMs)} no longer counts.
          </li>
          <li>
            Redirects are followed ten times at most. Of a body the first 64 KB are read, and of a
            failing answer the first kilobyte is kept, as evidence.
          </li>
        </ul>
        <h2>robots.txt</h2>
        <p>
          It is no crawler: it asks the one address it was given, so it does not read{' '}
          <code>robots.txt</code>.
        </p>
        <h2>How to stop it</h2>
        <p>
          Refuse the User-Agent, with 403 for instance: that is told to whoever set it up, as turned
          away. Answering 429 is respected as such, never told as an outage. To have it ended, or to
          complain, write to whoever runs this site with the address, the time and the trace id:
          they can see which check it was.
        </p>
        <h2>Asked from</h2>
        <ul>
          {locations.map((one) => (
            <li>
              {one.label} <span class="soft">({one.network})</span>
            </li>
          ))}
        </ul>
      </main>
    </Document>
  )
}
