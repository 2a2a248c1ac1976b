// Every setting that cannot be used is refused in one sentence that names it and its remedy; what
// is left out has a default. As a table, and some of it through the real program.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../server/refusal.ts'
import { readRegionSettings, readSettings } from '../../server/settings.ts'
import { alive, endAll, freshFolder, refusal, start } from './program.ts'

afterAll(endAll)

const stripe = { STRIPE_SECRET_KEY: 'sk_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+15005550006' }
const owner = { ESONAR_OWNER_EMAIL: 'a@example.com', ESONAR_OWNER_PASSWORD: 'long enough 1' }

describe('a setting that cannot be used', () => {
  const rows: [env: Record<string, string>, names: string, says: RegExp][] = [
    [{ ESONAR_OPERATOR_MAIL: 'ops' }, 'ESONAR_OPERATOR_MAIL', /no e-mail address/],
    [{ ESONAR_OPERATOR_MAIL: 'a@b.example' }, 'ESONAR_OPERATOR_MAIL', /SMTP_URL, or Resend/],
    [{ GITHUB_CLIENT_ID: 'x' }, 'GITHUB_CLIENT_SECRET', /belong together/],
    [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_CLIENT_ID', /belong together/],
    [{ GOOGLE_ISSUER: 'accounts' }, 'GOOGLE_ISSUER', /begins with https/],
    [{ OIDC_EMAILS: 'yes' }, 'OIDC_EMAILS', /"confirmed"/],
    [{ ESONAR_PORT: 'http' }, 'ESONAR_PORT', /whole number from 0 to 65535/],
    [{ ESONAR_PORT: '65536' }, 'ESONAR_PORT', /65535/],
    [{ ESONAR_PORT: '-1' }, 'ESONAR_PORT', /whole number/],
    [{ ESONAR_PORT: '80.5' }, 'ESONAR_PORT', /whole number/],
    [{ ESONAR_HOST: 'http://0.0.0.0' }, 'ESONAR_HOST', /address/],
    [{ ESONAR_HOST: 'not a host' }, 'ESONAR_HOST', /address/],
    [{ ESONAR_BASE_URL: 'status.example' }, 'ESONAR_BASE_URL', /not an http or https/],
    [{ ESONAR_BASE_URL: 'ftp://status.example' }, 'ESONAR_BASE_URL', /ftp:/],
    [{ DATABASE_URL: 'mysql://u:p@h/d' }, 'DATABASE_URL', /postgres:\/\/user/],
    [{ DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL', /must look like/],
    [{ DATABASE_URL: 'postgres://u:%zz@h:5432/d' }, 'DATABASE_URL', /must look like/],
    [{ DATABASE_URL: 'postgres://h:5432' }, 'DATABASE_URL', /must look like/],
    [{ ESONAR_LOCATIONS: 'One' }, 'ESONAR_LOCATIONS', /"One" is not a location/],
    [{ ESONAR_LOCATIONS: 'one,,two' }, 'ESONAR_LOCATIONS', /"" is not a location/],
    [{ ESONAR_LOCATIONS: 'one,one@dsl' }, 'ESONAR_LOCATIONS', /twice/],
    [{ ESONAR_LOCATIONS: 'one?,two?' }, 'ESONAR_LOCATIONS', /only spares/],
    [{ ESONAR_LOCATIONS: 'one=ssh://h' }, 'ESONAR_LOCATIONS', /not a location/],
    [{ ESONAR_CONTROLS: 'https://a.example, nine' }, 'ESONAR_CONTROLS', /"nine"/],
    [{ ESONAR_PRIVATE_CONTROLS: '10.0.0.1' }, 'ESONAR_PRIVATE_CONTROLS', /"10.0.0.1"/],
    [{ ESONAR_PRIVATE_TARGETS: 'maybe' }, 'ESONAR_PRIVATE_TARGETS', /allow or deny/],
    [{ ESONAR_FLUSH_SECONDS: '0' }, 'ESONAR_FLUSH_SECONDS', /from 1 to 86400/],
    [{ ESONAR_PROBES_PER_HOST: '7' }, 'ESONAR_PROBES_PER_HOST', /from 1 to 6/],
    [{ ESONAR_WAVES: '0' }, 'ESONAR_WAVES', /from 1 to 60/],
    [{ ESONAR_FLUSH_SECONDS: 'often' }, 'ESONAR_FLUSH_SECONDS', /"often"/],
    [{ ESONAR_OWNER_EMAIL: 'a@example.com' }, 'ESONAR_OWNER_PASSWORD', /belong together/],
    [{ ESONAR_OWNER_PASSWORD: 'long enough 1' }, 'ESONAR_OWNER_EMAIL', /belong together/],
    [{ ...owner, ESONAR_OWNER_EMAIL: 'nobody' }, 'ESONAR_OWNER_EMAIL', /"nobody"/],
    [{ ...owner, ESONAR_OWNER_PASSWORD: 'short' }, 'ESONAR_OWNER_PASSWORD', /at least 10/],
    [{ ...owner, ESONAR_OWNER_PASSWORD: 'x'.repeat(201) }, 'ESONAR_OWNER_PASSWORD', /at most 200/],
    [{ ESONAR_API_KEY: `esn_${'k'.repeat(24)}` }, 'ESONAR_OWNER_EMAIL', /or unset it/],
    [{ ...owner, ESONAR_API_KEY: 'k'.repeat(30) }, 'ESONAR_API_KEY', /esn_ and 24 to 120/],
    [{ ...owner, ESONAR_API_KEY: 'esn_short' }, 'ESONAR_API_KEY', /esn_/],
    [{ ESONAR_TLS_CERT: '/a.crt' }, 'ESONAR_TLS_KEY', /belong together/],
    [{ ESONAR_TLS_CERT: '/a.crt', ESONAR_TLS_KEY: '/a.key' }, 'ESONAR_TLS_CERT', /cannot be read/],
    [{ ESONAR_AUTH_SECRET: 'secret' }, 'ESONAR_AUTH_SECRET', /at least 32/],
    [{ ESONAR_SEAL_KEY: 'key' }, 'ESONAR_SEAL_KEY', /at least 32/],
    [{ ESONAR_SIGNING_SECRET: 'x' }, 'ESONAR_SIGNING_SECRET', /at least 32/],
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_AUTH_TOKEN', /belong together/],
    [{ ...twilio, TWILIO_FROM: '' }, 'TWILIO_FROM', /TWILIO_MESSAGING_SERVICE_SID/],
    [{ ...twilio, TWILIO_FROM: '0151 23' }, 'TWILIO_FROM', /number like/],
    [{ ...twilio, TWILIO_URL: 'ftp://a' }, 'TWILIO_URL', /https/],
    [{ ...twilio, SMS_PER_MONTH: 'many' }, 'SMS_PER_MONTH', /whole number/],
    [{ STRIPE_SECRET_KEY: 'sk_1' }, 'STRIPE_WEBHOOK_SECRET', /belong together/],
    [{ STRIPE_WEBHOOK_SECRET: 'whsec_1' }, 'STRIPE_SECRET_KEY', /belong together/],
    [{ ...stripe, STRIPE_SECRET_KEY: 'pk_1' }, 'STRIPE_SECRET_KEY', /sk_… or rk_…/],
    [{ ...stripe, STRIPE_WEBHOOK_SECRET: 'we_1' }, 'STRIPE_WEBHOOK_SECRET', /whsec_…/],
    [{ ...stripe, STRIPE_URL: 'ftp://a' }, 'STRIPE_URL', /https/],
    [{ RESEND_API_KEY: 're_1' }, 'RESEND_FROM', /belong together/],
    [{ RESEND_API_KEY: 're_1', RESEND_FROM: 'nobody' }, 'RESEND_FROM', /must be an address/],
    [{ SMTP_URL: 'smtp://u:p@h' }, 'MAIL_FROM', /belong together/],
    [{ SMTP_URL: 'http://u:p@h', MAIL_FROM: 'a@b.example' }, 'SMTP_URL', /smtp or smtps/],
  ]
  it.each(rows)('%j is refused by name: %s', (env, name, says) => {
    const sentence = refusedBy(env)
    expect(sentence).toContain(name)
    expect(sentence).toMatch(says)
    expect(sentence.split('\n')).toHaveLength(1)
    expect(sentence).toMatch(/\.$/)
  })

  it('never repeats a password or a key', () => {
    const secrets = {
      DATABASE_URL: 'mysql://u:hidden-word@h/d',
      ESONAR_OWNER_PASSWORD: 'hidden-wo',
      ESONAR_API_KEY: 'hidden-word',
      ESONAR_SEAL_KEY: 'hidden-word',
    }
    for (const [name, value] of Object.entries(secrets)) {
      expect(refusedBy({ ...owner, [name]: value })).not.toContain('hidden')
    }
  })
})

describe('settings left out', () => {
  it('have the documented defaults', () => {
    expect(readSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 8840,
      baseUrl: '',
      databaseUrl: null,
      privateTargets: 'allow',
      flushSeconds: 300,
      probesPerHost: 2,
      waves: 10,
      owner: null,
      authSecret: null,
      trustFiles: [],
      dataDir: join(process.cwd(), '.esonar'),
    })
    expect(readSettings({}).locations.map((one) => one.id)).toEqual(['one', 'two', 'three'])
    expect(readSettings({}).controls).toHaveLength(4)
  })

  it('are the same as empty ones, but for the controls: empty means none', () => {
    const names = [
      ...['ESONAR_DATA', 'ESONAR_PORT', 'ESONAR_HOST', 'ESONAR_BASE_URL', 'DATABASE_URL'],
      ...['ESONAR_LOCATIONS', 'ESONAR_PRIVATE_CONTROLS', 'ESONAR_PRIVATE_TARGETS'],
      ...['ESONAR_FLUSH_SECONDS', 'ESONAR_OWNER_EMAIL', 'ESONAR_OWNER_PASSWORD'],
      ...['ESONAR_API_KEY', 'ESONAR_AUTH_SECRET', 'ESONAR_SEAL_KEY', 'ESONAR_SIGNING_SECRET'],
      ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
    ]
    const empty = Object.fromEntries(names.map((name) => [name, '']))
    expect(readSettings(empty)).toEqual(readSettings({}))
    expect(readSettings({ ESONAR_CONTROLS: '' }).controls).toEqual([])
  })

  it('and given ones are read as documented', () => {
    const given = { ESONAR_LOCATIONS: 'one,two@dsl,three@vps=https://probe.example/,four?' }
    expect(readSettings(given).locations).toEqual([
      { id: 'one', network: 'this-host', url: null, spare: false },
      { id: 'two', network: 'dsl', url: null, spare: false },
      { id: 'three', network: 'vps', url: 'https://probe.example', spare: false },
      { id: 'four', network: 'this-host', url: null, spare: true },
    ])
  })
})

describe('the program', () => {
  it('refuses a wrong value, with exit code 1 and no stack', async () => {
    refused(await refusal({ ESONAR_FLUSH_SECONDS: 'often' }), 'ESONAR_FLUSH_SECONDS')
  })

  it('refuses a port that is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const env = { ESONAR_DATA: freshFolder(), ESONAR_PORT: String(port) }
    const sentence = refused(await refusal(env), 'ESONAR_PORT')
    expect(sentence).toContain(`Port ${port} on 127.0.0.1 is taken`)
    server.close()
  })

  it('refuses an address that is not this machine’s', async () => {
    const env = { ESONAR_DATA: freshFolder(), ESONAR_HOST: '192.0.2.1', ESONAR_PORT: '8840' }
    refused(await refusal(env), 'ESONAR_HOST')
    refused(await refusal({ ...env, ESONAR_PORT: '0' }), 'ESONAR_HOST')
  })

  it('refuses a folder that cannot be made', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, 'in the way')
    refused(await refusal({ ESONAR_DATA: join(file, 'data') }), 'ESONAR_DATA')
    refused(await refusal({ ESONAR_DATA: file }), 'ESONAR_DATA')
  })

  it.runIf(process.platform === 'linux')(
    'refuses a folder the system makes no folders in',
    async () => {
      refused(await refusal({ ESONAR_DATA: '/proc/esonar/data' }), 'cannot be written')
    },
  )

  it('refuses a folder of a newer version', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'layout'), '2\n')
    refused(await refusal({ ESONAR_DATA: folder }), 'newer eSonar')
  })

  it('refuses a database that does not answer, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://ann:hidden-word@127.0.0.1:1/esonar' }
    const sentence = refused(await refusal({ ESONAR_DATA: freshFolder(), ...env }), 'DATABASE_URL')
    expect(sentence).toContain('postgres://ann@127.0.0.1:1/esonar cannot be reached (')
    expect(sentence).toContain('ECONNREFUSED')
    expect(sentence).not.toContain('hidden')
  })

  it('refuses a certificate file that cannot be read', async () => {
    const env = { ESONAR_DATA: freshFolder(), SSL_CERT_FILE: '/nowhere/ca.crt' }
    const sentence = refused(await refusal(env), 'SSL_CERT_FILE')
    expect(sentence).toContain('/nowhere/ca.crt cannot be read')
  })

  it('refuses a second start on a folder in use, and leaves the first alone', async () => {
    const first = await start({})
    const family = first.family()
    const sentence = refused(await refusal({ ESONAR_DATA: first.dataDir }), 'ESONAR_DATA')
    expect(sentence).toContain(`Another eSonar (process ${first.pid})`)
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
    expect(alive(family).map((one) => one.name)).toContain('workerd')
  })
})

function refusedBy(env: Record<string, string>): string {
  try {
    readSettings(env)
  } catch (fault) {
    if (fault instanceof Refusal) return fault.message
    throw fault
  }
  throw new Error('these settings were taken')
}

/** Asserts one sentence with this in it and exit code 1; answers the sentence. */
function refused({ code, said }: { code: number | null; said: string }, names: string): string {
  const lines = said.trim().split('\n')
  const sentence = lines.find((line) => line.startsWith('eSonar cannot start. ')) ?? said
  expect(sentence).toContain(names)
  expect(said).not.toMatch(/^ +at /m)
  expect(lines.filter((line) => !line.startsWith('(node:'))).toHaveLength(1)
  expect(code).toBe(1)
  return sentence
}

describe('a location on a machine of its own', () => {
  const secret = { ESONAR_SIGNING_SECRET: 's'.repeat(32) }
  const rows: [env: Record<string, string>, says: RegExp][] = [
    [{}, /ESONAR_SIGNING_SECRET is missing/],
    [{ ESONAR_SIGNING_SECRET: 'short' }, /ESONAR_SIGNING_SECRET is too short/],
    [{ ...secret, ESONAR_LOCATION: 'My Place' }, /ESONAR_LOCATION: "My Place"/],
    [{ ...secret, ESONAR_PORT: 'http' }, /ESONAR_PORT/],
    [{ ...secret, ESONAR_PRIVATE_TARGETS: 'some' }, /ESONAR_PRIVATE_TARGETS/],
  ]
  it.each(rows)('refuses %j', (env, says) => {
    expect(() => readRegionSettings(env)).toThrow(Refusal)
    expect(() => readRegionSettings(env)).toThrow(says)
  })

  it('listens on loopback under a port of its own', () => {
    const { host, port, location } = readRegionSettings({ ...secret, ESONAR_LOCATION: 'oslo-1' })
    expect({ host, port, location }).toEqual({ host: '127.0.0.1', port: 8841, location: 'oslo-1' })
  })
})
