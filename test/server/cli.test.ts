// The `esonar` command as a person runs it, against the real program.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { esonar } from './cli-program.ts'
import { endAll, freshFolder, start } from './program.ts'

afterAll(endAll)

describe('esonar', () => {
  it('says what it can do, and what it cannot', async () => {
    const help = await esonar(['help'])
    expect(help.out).toMatch(/^ {2}serve +run eSonar on this machine$/m)
    expect(help.code).toBe(0)
    const none = await esonar(['fly'])
    expect([none.code, none.err]).toEqual([
      2,
      'esonar: there is no command "fly"; esonar help has them all.\n',
    ])
    const wrong = await esonar(['serve', '--confg', 'x'])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('Usage: esonar serve [options]')
  })

  it('serves by a configuration file, over TLS, below what the environment says', async () => {
    const folder = freshFolder()
    const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
    const words = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    const files = ['-subj', '/CN=localhost', '-keyout', key, '-out', certificate]
    execFileSync('openssl', ['req', '-x509', ...words, ...files], { stdio: 'ignore' })
    const file = join(folder, 'esonar.toml')
    writeFileSync(file, `port = 1\n[tls]\ncert = "${certificate}"\nkey = "${key}"\n`)
    const program = await start({ ESONAR_CONFIG: file })
    expect(program.url).toMatch(/^https:/)
    expect(await statusOf(`${program.url}/healthz`)).toBe(200)
    expect(program.setupUrl).toContain(program.url)
    program.kill('SIGTERM')
    expect(await program.ended).toEqual({ code: 0, signal: null })
  })

  it('refuses a file with a setting that there is not', async () => {
    const file = join(freshFolder(), 'esonar.json')
    writeFileSync(file, '{"prot": 8840}')
    const { code, err } = await esonar(['serve', '--config', file])
    expect(code).toBe(1)
    expect(err).toContain('there is no setting "prot"; did you mean "port"')
  })
})

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { rejectUnauthorized: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.once('error', reject).end()
  })
}
