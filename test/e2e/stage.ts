// The stage of a flow: all of eSonar as `npm start` starts it, on the PostgreSQL that the whole run
// shares, with a database of its own.
import { inject } from 'vitest'
import { makeDatabase } from '../fakes/database.ts'
import { openStage as openWhole, type Stage, type StageSettings } from '../fakes/stage.ts'

export type { Stage }

export async function openStage(settings: StageSettings = {}): Promise<Stage> {
  const database = await makeDatabase(inject('postgresUrl'), 'esonar_template')
  const stage = await openWhole({
    ...settings,
    env: { ...settings.env, DATABASE_URL: database.url },
  })
  return {
    ...stage,
    close: async () => {
      await stage.close()
      await database.drop()
    },
  }
}
