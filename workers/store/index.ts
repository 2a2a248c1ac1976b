// All stores over one database, and the archive of the shards: what the wiring opens.
import type { HistoryStore, HubPorts } from '../hub-ports.ts'
import type { Archive } from '../ports.ts'
import { accountsIn } from './accounts.ts'
import { agentsIn } from './agents.ts'
import { archiveIn, type Refused } from './archive.ts'
import { badgesIn } from './badges.ts'
import { billingIn } from './billing.ts'
import { configIn } from './config.ts'
import { type Database, type DatabaseSettings, openDatabase } from './database.ts'
import { deliveriesIn } from './deliveries.ts'
import { directoryIn } from './directory.ts'
import { everythingIn } from './everything.ts'
import { idempotencyIn } from './idempotency.ts'
import { incidentsIn } from './incidents.ts'
import { ledgerIn } from './ledger.ts'
import { loansIn } from './loans.ts'
import { operatorIn } from './operator.ts'
import { peopleIn } from './people.ts'
import { plansIn } from './plans.ts'
import { postmortemsIn } from './postmortems.ts'
import { publicationIn } from './publication.ts'
import { reportIn } from './report.ts'
import { resultsIn } from './results.ts'
import { subscribersIn } from './subscribers.ts'
import { suspicionsIn } from './suspicions.ts'
import { upkeepIn } from './upkeep.ts'

export { authDatabase } from './auth.ts'
export type { DatabaseSettings } from './database.ts'

export type Stores = Pick<
  HubPorts,
  | 'config'
  | 'history'
  | 'accounts'
  | 'agents'
  | 'loans'
  | 'people'
  | 'directory'
  | 'everything'
  | 'idempotency'
  | 'reports'
  | 'badges'
  | 'billing'
  | 'upkeep'
  | 'publication'
  | 'subscribers'
  | 'plans'
  | 'operator'
>

export function openStores(settings: DatabaseSettings): Stores {
  const db = openDatabase(settings)
  return {
    config: configIn(db),
    history: historyIn(db),
    accounts: accountsIn(db),
    agents: agentsIn(db),
    loans: loansIn(db),
    people: peopleIn(db),
    directory: directoryIn(db),
    everything: everythingIn(db),
    idempotency: idempotencyIn(db),
    reports: reportIn(db),
    badges: badgesIn(db),
    billing: billingIn(db),
    upkeep: upkeepIn(db),
    publication: publicationIn(db),
    subscribers: subscribersIn(db),
    plans: plansIn(db),
    operator: operatorIn(db),
  }
}

/** `refused` hears of items left out because the database refuses what they say: log them. */
export function openArchive(settings: DatabaseSettings & { refused?: Refused }): Archive {
  return archiveIn(openDatabase(settings), settings.refused)
}

function historyIn(db: Database): HistoryStore {
  return {
    ...incidentsIn(db),
    ...suspicionsIn(db),
    ...ledgerIn(db),
    ...deliveriesIn(db),
    ...postmortemsIn(db),
    ...resultsIn(db),
  }
}
