// Somebody pulls the plug: the launcher is killed in the middle of its work, and started again on
// the same folder. No process is left over, nothing is forgotten, nothing is told twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { alive, endAll, type Kin, type Program } from './program.ts'
import { incidentsOf, isAbout, type Outside, openOutside, stateOf } from './watching.ts'

let outside: Outside
let program: Program

/** Kills the launcher alone, without a word; answers the processes it had. */
async function pullThePlug(): Promise<Kin[]> {
  const family = program.family()
  program.kill('SIGKILL')
  await program.ended
  return family
}

beforeAll(async () => {
  outside = await openOutside()
  program = await outside.start()
})

afterAll(async () => {
  await endAll()
  await outside.close()
})

describe('kill -9 of the launcher', () => {
  let check = ''
  let incident = ''

  it('with an incident open leaves no process behind', async () => {
    check = await outside.watch('/shop')
    await outside.turn(check, '/shop', 'bad')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.opened'), 40_000)
    incident = (await incidentsOf(outside.api(), check))[0]?.id ?? ''
    await until('the delivery on record', 10_000, async () => {
      const { data } = await outside
        .api()
        .get<{ data: { state: string }[] }>(`/api/deliveries?incident=${incident}`)
      return data.length === 1 && data[0]?.state === 'sent'
    })

    const family = await pullThePlug()
    expect(new Set(family.map((one) => one.name))).toContain('workerd')
    expect(family.filter((one) => one.name === 'postgres').length).toBeGreaterThan(1)
    await until('all processes gone', 5_000, async () => alive(family).length === 0)
  })

  it('goes on where it was: same check, same incident, nothing told again', async () => {
    program = await outside.start()
    expect(program.setupUrl).toBeNull()
    const api = outside.api()
    expect((await api.get<{ name: string }>(`/api/checks/${check}`)).name).toBe('shop')
    const state = await stateOf(api, check)
    expect([state.health, state.incident]).toEqual(['down', incident])
    expect(await incidentsOf(api, check)).toMatchObject([{ id: incident, resolvedAt: null }])

    await outside.turn(check, '/shop', 'good')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.resolved'), 40_000)
    expect(outside.told(check, 'incident.opened')).toHaveLength(1)
    expect(await incidentsOf(api, check)).toMatchObject([{ id: incident }])
  })

  it('in the middle of a verification: it is paged after the restart, once', async () => {
    const checked = await outside.watch('/pay', { confirmSeconds: 4 })
    await outside.turn(checked, '/pay', 'bad')
    await until('verifying', 20_000, async () => {
      return (await stateOf(outside.api(), checked)).activity === 'verifying'
    })
    expect(outside.told(checked, 'incident.opened')).toEqual([])
    const family = await pullThePlug()
    await until('all processes gone', 5_000, async () => alive(family).length === 0)

    program = await outside.start()
    await outside.receiver.waitFor((one) => isAbout(one, checked, 'incident.opened'), 30_000)
    const [incident, ...others] = await incidentsOf(outside.api(), checked)
    expect([incident?.kind, others]).toEqual(['down', []])
    await outside.turn(checked, '/pay', 'good')
    await outside.receiver.waitFor((one) => isAbout(one, checked, 'incident.resolved'), 40_000)
    const opened = outside.told(checked, 'incident.opened')
    expect(new Set(opened.map((one) => one.id)).size).toBe(1)
    expect(new Set(opened.map((one) => one.body)).size).toBe(1)
    expect(opened.every((one) => one.verified)).toBe(true)
  })
})

describe('kill -9 of workerd alone', () => {
  it('is answered with a new one, which watches on with the incident still open', async () => {
    const check = await outside.watch('/mail')
    await outside.turn(check, '/mail', 'bad')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.opened'), 40_000)
    const [before] = await incidentsOf(outside.api(), check)

    const killed = program.kin('workerd')
    process.kill(killed.pid, 'SIGKILL')
    const state = await until('the API back', 20_000, () =>
      stateOf(outside.api(), check).catch(() => null),
    )
    expect(program.kin('workerd').pid).not.toBe(killed.pid)
    expect(program.said()).toContain('started again')
    expect([state.health, state.incident]).toEqual(['down', before?.id])

    await outside.turn(check, '/mail', 'good')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.resolved'), 40_000)
    expect(outside.told(check, 'incident.opened')).toHaveLength(1)
  })
})
