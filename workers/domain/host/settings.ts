// What an agent watches on its own host: on by sensible defaults, each of them changeable in its
// settings file. What runs a command is named there alone; no master can give one.
import { z } from 'zod'
import { databaseFields } from './database-settings.ts'
import { above, under } from './limit-fields.ts'

const on = z.boolean('must be true or false').default(true)
const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(60, 'must be at most 60 characters')
const names = z.array(z.string('must be text').max(300)).max(200).default([])
const path = z
  .string('must be text')
  .startsWith('/', 'must be an absolute path')
  .max(1_000, 'must be at most 1000 characters')
const level = z.enum(['warning', 'critical'], 'must be warning or critical').default('critical')
const pattern = z.string('must be text').max(500).refine(isPattern, 'is not a regular expression')
const every = z.int().min(10, 'must be at least 10').max(86_400).default(60)
const atMost = z.int().min(1, 'must be at least 1').max(300, 'must be at most 300').default(10)
const command = z
  .array(z.string('must be text').max(4_000))
  .min(1, 'must name a program, and its arguments one by one')
  .max(100)

const several = <T extends z.ZodType>(item: T) =>
  z.array(item, 'must be a list').max(100, 'must be at most 100').default([])

export const hostFields = z.strictObject({
  fileSystems: z
    .strictObject({
      on,
      usedPercent: above({ warning: 85, critical: 95, forSeconds: 60 }),
      inodesPercent: above({ warning: 85, critical: 95, forSeconds: 60 }),
      fullInHours: under({ warning: 24, critical: 4, forSeconds: 600 }),
      /** Paths at which something must be mounted. */
      mounts: z.array(path).max(100).default([]),
      ignore: names,
    })
    .prefault({}),
  memory: z
    .strictObject({ on, usedPercent: above({ warning: 90, critical: 97, forSeconds: 300 }) })
    .prefault({}),
  swap: z
    .strictObject({ on, usedPercent: above({ warning: 60, critical: 90, forSeconds: 600 }) })
    .prefault({}),
  load: z
    .strictObject({ on, perCore: above({ warning: 2, critical: 4, forSeconds: 600 }) })
    .prefault({}),
  cpu: z
    .strictObject({ on, busyPercent: above({ warning: 95, critical: null, forSeconds: 900 }) })
    .prefault({}),
  pressure: z
    .strictObject({
      on,
      cpuPercent: above({ warning: 60, critical: null, forSeconds: 900 }),
      memoryPercent: above({ warning: 20, critical: 40, forSeconds: 300 }),
      ioPercent: above({ warning: 50, critical: 80, forSeconds: 600 }),
    })
    .prefault({}),
  disks: z
    .strictObject({
      on,
      busyPercent: above({ warning: 95, critical: null, forSeconds: 900 }),
      smart: z.boolean('must be true or false').default(true),
      ignore: names,
    })
    .prefault({}),
  network: z
    .strictObject({
      on,
      errorsPerMinute: above({ warning: 10, critical: 100, forSeconds: 300 }),
      ignore: names,
    })
    .prefault({}),
  clock: z
    .strictObject({
      on,
      offsetMs: above({ warning: 500, critical: 5_000, forSeconds: 0 }),
      /** Time servers to ask; without one the system's own word counts. */
      servers: names,
    })
    .prefault({}),
  units: z.strictObject({ on, ignore: names }).prefault({}),
  reboot: z.strictObject({ on }).prefault({}),
  containers: z
    .strictObject({
      on,
      socket: path.default('/var/run/docker.sock'),
      /** Names of containers that must run. */
      wanted: names,
      ignore: names,
    })
    .prefault({}),
  processes: several(
    z.strictObject({
      name,
      /** Found in the whole command line. */
      match: pattern,
      min: z.int().min(0).max(100_000).default(1),
      max: z.int().min(0).max(100_000).nullable().default(null),
      level,
    }),
  ),
  ports: several(
    z.strictObject({
      name: name.optional(),
      port: z
        .int('must be a whole number')
        .min(1, 'must be 1 to 65535')
        .max(65_535, 'must be 1 to 65535'),
      protocol: z.enum(['tcp', 'udp'], 'must be tcp or udp').default('tcp'),
      level,
    }),
  ),
  logs: several(
    z.strictObject({
      path,
      pattern: pattern.nullable().default(null),
      matchesPerMinute: above({ warning: 1, critical: 60, forSeconds: 300 }),
      /** Minutes without a new line. */
      quietMinutes: above({ warning: null, critical: null, forSeconds: 0 }),
    }),
  ),
  files: several(
    z.strictObject({
      name,
      /** A file, or a folder whose newest file counts. */
      path,
      match: pattern.nullable().default(null),
      ageHours: above({ warning: 26, critical: 50, forSeconds: 0 }),
      count: under({ warning: null, critical: 0, forSeconds: 0 }),
      newestBytes: under({ warning: null, critical: 0, forSeconds: 0 }),
    }),
  ),
  certificates: several(
    z.strictObject({ path, daysLeft: under({ warning: 21, critical: 7, forSeconds: 0 }) }),
  ),
  services: several(
    z.strictObject({
      name,
      /** `http://…`, `https://…` or `tcp://host:port`. */
      url: z
        .string('must be text')
        .regex(/^(https?|tcp):\/\/./, 'must begin with http://, https:// or tcp://'),
      percentile: z.number().min(1, 'must be 1 to 100').max(100, 'must be 1 to 100').default(95),
      windowSeconds: z.int().min(60, 'must be at least 60').max(3_600).default(300),
      responseMs: above({ warning: 1_000, critical: 3_000, forSeconds: 0 }),
      timeoutSeconds: atMost,
    }),
  ),
  plugins: several(z.strictObject({ name, command, everySeconds: every, timeoutSeconds: atMost })),
  commands: several(
    z.strictObject({
      name,
      command,
      /** Its output must match; null: the exit code alone counts. */
      expect: pattern.nullable().default(null),
      everySeconds: every,
      timeoutSeconds: atMost,
      level,
    }),
  ),
  databases: several(databaseFields),
})

export type HostSettings = z.output<typeof hostFields>

/** Everything that is watched when nothing is said. */
export const hostDefaults: HostSettings = hostFields.parse({})

export interface SettingsFault {
  /** `fileSystems.usedPercent.critical`. */
  field: string
  problem: string
}

/** Reads settings; every fault names its field and the remedy. */
export function readHostSettings(
  input: unknown,
): { settings: HostSettings; faults: [] } | { settings: null; faults: SettingsFault[] } {
  const read = hostFields.safeParse(input)
  if (!read.success) return { settings: null, faults: read.error.issues.map(faultOf) }
  const twice = doublesOf(read.data)
  return twice.length > 0 ? { settings: null, faults: twice } : { settings: read.data, faults: [] }
}

function faultOf({ path: at, message, ...issue }: z.core.$ZodIssue): SettingsFault {
  const field = at.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = 'keys' in issue ? String(issue.keys[0]) : ''
    return {
      field: field === '' ? key : `${field}.${key}`,
      problem: 'is not known; look for a typing error',
    }
  }
  return { field, problem: message }
}

/** Names are parts of keys: two of the same would be one finding. */
function doublesOf(settings: HostSettings): SettingsFault[] {
  const lists = ['processes', 'files', 'services', 'plugins', 'commands', 'databases'] as const
  return lists.flatMap((list) => {
    const known = new Set<string>()
    return settings[list].flatMap((one, index) => {
      const isTwice = known.has(one.name)
      known.add(one.name)
      return isTwice
        ? [
            {
              field: `${list}.${index}.name`,
              problem: `is given twice, ${one.name}; give each its own`,
            },
          ]
        : []
    })
  })
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
