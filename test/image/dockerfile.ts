// A Dockerfile, read: its instructions one by one. What this reader does not know is an error, for a step
// that is passed over proves nothing.

/** Everything that `build.ts` can do. */
const verbs = [
  'FROM',
  'RUN',
  'WORKDIR',
  'COPY',
  'USER',
  'ENV',
  'VOLUME',
  'EXPOSE',
  'HEALTHCHECK',
  'CMD',
] as const

export interface Instruction {
  verb: (typeof verbs)[number]
  rest: string
  /** As it stands in the file, on one line. */
  text: string
}

export interface Health {
  command: string[]
  startSeconds: number
  intervalSeconds: number
  retries: number
}

/** The instructions, with continued lines joined. Throws with the line that cannot be done. */
export function readDockerfile(file: string): Instruction[] {
  const joined = file.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ')
  const lines = joined.split('\n').filter((line) => line.trim() !== '')
  return lines.map((text, at) => {
    const [, verb = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(text) ?? []
    const known = verbs.find((one) => one === verb.toUpperCase())
    if (!known) throw new Error(`Dockerfile: "${text}" cannot be done here: no such instruction`)
    if ((known === 'FROM') !== (at === 0))
      throw new Error(`Dockerfile: "${text}": FROM comes first, and once`)
    return { verb: known, rest: rest.trim(), text: text.trim() }
  })
}

/** `node:22-bookworm-slim`: Node's major version and Debian's release. */
export function readFrom(rest: string): { node: string; release: string } {
  const [, node, release] = /^node:(\d+)-([a-z]+)-slim$/.exec(rest) ?? []
  if (!node || !release) throw new Error(`FROM ${rest}: only node:<major>-<release>-slim is known`)
  return { node, release }
}

/** A command as JSON, or as a line for the shell. */
export function readCommand(rest: string): string[] {
  return rest.startsWith('[') ? (JSON.parse(rest) as string[]) : ['/bin/sh', '-c', rest]
}

/** `A=b C=d`. */
export function readPairs(rest: string): [string, string][] {
  if (/["'\\$]/.test(rest)) throw new Error(`ENV ${rest}: quotes and variables are not known here`)
  return rest.split(/\s+/).map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new Error(`ENV ${rest}: NAME=VALUE is wanted`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
}

/** `--start-period=60s CMD …`; what is not said is as engines have it. */
export function readHealth(rest: string): Health {
  const [, options = '', command = ''] = /^((?:--\S+\s+)*)CMD\s+(.*)$/.exec(rest) ?? []
  if (!command) throw new Error(`HEALTHCHECK ${rest}: CMD is wanted`)
  const health = { startSeconds: 0, intervalSeconds: 30, retries: 3 }
  for (const option of options.split(/\s+/).filter(Boolean)) {
    const [name, value = ''] = option.split('=')
    if (name === '--start-period') health.startSeconds = seconds(value)
    else if (name === '--interval') health.intervalSeconds = seconds(value)
    else if (name === '--retries') health.retries = Number(value)
    else throw new Error(`HEALTHCHECK ${option}: not known here`)
  }
  return { command: readCommand(command), ...health }
}

/** `20s`, `2m`. */
export function seconds(text: string): number {
  const [, count, unit] = /^(\d+)(s|m)$/.exec(text) ?? []
  if (!count) throw new Error(`"${text}": seconds (20s) or minutes (2m) are wanted`)
  return Number(count) * (unit === 'm' ? 60 : 1)
}
