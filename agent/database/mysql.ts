// MySQL and MariaDB: connections, long transactions, and replication by threads, transaction ids and
// heartbeat.
import {
  createConnection,
  type Connection as MysqlConnection,
  type RowDataPacket,
} from 'mysql2/promise'
import type { ServerReading } from '../../workers/domain/host/database.ts'
import type { DatabaseSettings } from '../../workers/domain/host/database-settings.ts'
import { gtidGap } from '../../workers/domain/host/gtid.ts'
import type { Beat, ReplicaReading } from '../../workers/domain/host/replication.ts'
import { within } from '../host/collector.ts'
import { Beats } from './beat.ts'
import type { Looker } from './index.ts'

const askMs = 5_000

type Row = Record<string, string | number | null>

/** Looks into one server of MySQL or MariaDB. */
export function mysqlLook(): Looker {
  const server = new Link()
  const primary = new Link()
  const beats = new Beats()
  return {
    async look(settings, now) {
      try {
        const figures = await figuresOf(server, settings.url)
        if (!settings.replica) return { server: figures, replica: null }
        const beat = await beatOf(settings, { server, primary, beats, now })
        const lagTransactions = await transactionsOf(settings, { server, primary })
        const replica = await replicaOf(server, settings.url, beat)
        return { server: figures, replica: { ...replica, lagTransactions } }
      } catch (fault) {
        server.drop()
        throw fault
      }
    },
    async close() {
      server.drop()
      primary.drop()
    },
  }
}

class Link {
  private connection: MysqlConnection | null = null

  async rows(url: string, query: string, values: unknown[] = []): Promise<Row[]> {
    if (!this.connection) {
      const uri = url.replace(/^mariadb:/, 'mysql:')
      const options = { uri, connectTimeout: askMs, supportBigNumbers: true }
      this.connection = await within(askMs + 1_000, createConnection(options))
      const made = this.connection
      made.on('error', () => {
        if (this.connection === made) this.connection = null
      })
    }
    const asked = this.connection.query<RowDataPacket[]>(query, values)
    const [rows] = await within(askMs, asked)
    return Array.isArray(rows) ? (rows as Row[]) : []
  }

  drop(): void {
    this.connection?.destroy()
    this.connection = null
  }
}

async function figuresOf(server: Link, url: string): Promise<ServerReading> {
  const status = await server.rows(url, "show global status like 'Threads_connected'")
  const max = await server.rows(url, "show global variables like 'max_connections'")
  // Without the right to see it, this one figure is left out.
  const longest = await server
    .rows(
      url,
      `select timestampdiff(second, trx_started, now()) as seconds, trx_mysql_thread_id as who
       from information_schema.innodb_trx order by trx_started limit 1`,
    )
    .catch(() => [])
  const [one] = longest
  return {
    connections: { used: Number(status[0]?.Value ?? 0), max: Number(max[0]?.Value ?? 0) },
    longestTransaction: one ? { seconds: Number(one.seconds), who: `thread ${one.who}` } : null,
    wraparoundPercent: null,
    slots: [],
    conflictsPerMinute: null,
  }
}

async function replicaOf(server: Link, url: string, beat: Beat | null): Promise<ReplicaReading> {
  const rows = await server
    .rows(url, 'show replica status')
    .catch((fault: { code?: string; errno?: number }) => {
      if (fault.errno !== 1064) throw fault
      return server.rows(url, 'show slave status')
    })
  return replicaReading(rows, beat)
}

const mysqlSet = 'select @@global.gtid_executed as ids'
const mariaWritten = 'select @@global.gtid_binlog_pos as ids'
const mariaApplied = 'select @@global.gtid_slave_pos as ids'
const noVariable = 1193

/** Transactions that the primary has written and the replica has not applied; null: they have no ids,
 *  or the primary cannot be asked. */
async function transactionsOf(
  { url, primaryUrl }: DatabaseSettings,
  { server, primary }: Pick<BeatWork, 'server' | 'primary'>,
): Promise<number | null> {
  if (primaryUrl === null) return null
  const source = await idsOf(primary, primaryUrl, mariaWritten).catch(() => {
    primary.drop()
    return ''
  })
  return gtidGap(source, await idsOf(server, url, mariaApplied))
}

async function idsOf(link: Link, url: string, maria: string): Promise<string> {
  const [row] = await link.rows(url, mysqlSet).catch((fault: { errno?: number }) => {
    if (fault.errno !== noVariable) throw fault
    return link.rows(url, maria)
  })
  return String(row?.ids ?? '')
}

/** What `show replica status` says, by the names of MySQL and of MariaDB. */
export function replicaReading(rows: readonly Row[], beat: Beat | null): ReplicaReading {
  const [row] = rows
  if (!row) {
    const nothing = { link: null, linkText: null, isApplying: null, applyText: null }
    return { isReplica: false, ...nothing, lagBytes: null, lagSeconds: null, beat }
  }
  const of = (...names: string[]) => {
    const name = names.find((one) => row[one] !== undefined && row[one] !== null)
    return name === undefined ? null : row[name]!
  }
  const io = String(of('Replica_IO_Running', 'Slave_IO_Running') ?? '')
  const sql = String(of('Replica_SQL_Running', 'Slave_SQL_Running') ?? '')
  const ioFault = String(of('Last_IO_Error') ?? '')
  const sqlFault = String(of('Last_SQL_Error') ?? '')
  const seconds = of('Seconds_Behind_Source', 'Seconds_Behind_Master')
  const state = String(of('Replica_IO_State', 'Slave_IO_State') ?? '')
  return {
    isReplica: true,
    // "Connecting" is no link, whatever the seconds say.
    link: io === 'Yes' ? 'up' : 'down',
    linkText: io === 'Yes' ? null : ioFault || state || `its IO thread: ${io || 'No'}`,
    isApplying: sql === 'Yes',
    applyText: sql === 'Yes' ? null : sqlFault || 'its SQL thread has stopped',
    lagBytes: gapOf(
      of('Read_Master_Log_Pos', 'Read_Source_Log_Pos'),
      of('Exec_Master_Log_Pos', 'Exec_Source_Log_Pos'),
      {
        read: of('Master_Log_File', 'Source_Log_File'),
        done: of('Relay_Master_Log_File', 'Relay_Source_Log_File'),
      },
    ),
    lagSeconds: seconds === null ? null : Number(seconds),
    beat,
  }
}

/** Bytes received and not applied; null when they are in different files of the log. */
function gapOf(
  read: string | number | null,
  done: string | number | null,
  files: { read: unknown; done: unknown },
): number | null {
  if (read === null || done === null || files.read !== files.done) return null
  return Math.max(0, Number(read) - Number(done))
}

interface BeatWork {
  server: Link
  primary: Link
  beats: Beats
  now: number
}

const makeTable = `create table if not exists esonar_heartbeat (
  name varchar(100) primary key, beat bigint not null,
  at timestamp not null default current_timestamp on update current_timestamp)`
const writeBeat = `insert into esonar_heartbeat (name, beat) values (?, ?)
  on duplicate key update beat = values(beat)`
const noTable = 1146

async function beatOf(settings: DatabaseSettings, work: BeatWork): Promise<Beat | null> {
  const { heartbeat, primaryUrl, name, url } = settings
  if (!heartbeat || primaryUrl === null) return null
  const { server, primary, beats, now } = work
  const write = async (beat: number) => {
    try {
      await primary.rows(primaryUrl, writeBeat, [name, beat]).catch(async (fault) => {
        if ((fault as { errno?: number }).errno !== noTable) throw fault
        await primary.rows(primaryUrl, makeTable)
        await primary.rows(primaryUrl, writeBeat, [name, beat])
      })
    } catch (fault) {
      primary.drop()
      throw fault
    }
  }
  const read = async () => {
    const rows = await server
      .rows(url, 'select beat from esonar_heartbeat where name = ?', [name])
      .catch((fault: { errno?: number }) => {
        if (fault.errno === noTable) return []
        throw fault
      })
    return rows[0] ? Number(rows[0].beat) : null
  }
  return beats.turn(now, write, read)
}
