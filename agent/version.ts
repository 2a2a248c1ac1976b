// Which program this is, and what it can do here.
import { execFile } from 'node:child_process'
import packaged from '../package.json'

/** The version of this program: that of the master it was built beside. */
export const program: string = packaged.version

/** What can be measured from here: `ping` where the system's own can be run; `family`: requests over one
 *  family of addresses (docs/decisions/0008). */
export function capabilities(): Promise<string[]> {
  return new Promise((resolve) => {
    execFile('ping', ['-V'], (fault) => {
      const own = ['probe', 'host', 'udp', 'family']
      resolve(fault ? own : [...own, 'ping'])
    })
  })
}
