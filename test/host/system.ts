// A web server that dies, a small disk that fills, plugins, a log, backups.
import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { begin, end, folderIn, freePort, sleep } from './program.ts'
import { Watch } from './watch.ts'

export async function proveNginx(base: string): Promise<void> {
  const [home, port] = [folderIn(base, 'nginx'), await freePort()]
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((one) => `${one}_temp_path ${home}/${one};`)
    .join(' ')
  const http = `http { access_log off; ${temps} server { listen 127.0.0.1:${port}; location / { return 200 "well"; } } }`
  const config = join(home, 'nginx.conf')
  writeFileSync(config, `daemon off; pid ${home}/pid; error_log ${home}/log;\nevents {}\n${http}\n`)
  const command = ['nginx', '-c', config, '-p', home, '-e', `${home}/log`]
  let nginx = begin(command)
  await sleep(500)
  const watch = new Watch({
    services: [{ name: 'web', url: `http://127.0.0.1:${port}/`, timeoutSeconds: 1 }],
    ports: [{ port }],
    processes: [{ name: 'nginx', match: `nginx: master.*${home}` }],
  })
  await watch.sees('nginx answers', 'service:web:ms', 'ok', /95 of 100 answers/)
  await watch.sees('nginx runs', 'process:nginx', 'ok')
  nginx.kill('SIGTERM')
  await sleep(300)
  await end(nginx)
  await watch.sees('nginx is gone', 'service:web', 'critical', /connection refused/)
  await watch.sees('its port too', `port:tcp:${port}`, 'critical', /nobody listens/)
  await watch.sees('its process too', 'process:nginx', 'critical', /at least 1 wanted/)
  nginx = begin(command)
  await watch.sees('nginx is back', 'service:web', 'ok')
  nginx.kill('SIGTERM')
  await watch.close()
}

export async function proveDisk(base: string): Promise<void> {
  const small = folderIn(base, 'small')
  const watch = new Watch({ fileSystems: { mounts: [small] } })
  await watch.sees('nothing is mounted', `mount:${small}`, 'critical', /nothing is mounted/)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,nr_inodes=200', 'tmpfs', small])
  try {
    const key = `filesystem:${small}`
    await watch.sees('a small disk is empty', key, 'ok')
    writeFileSync(join(small, 'fill'), Buffer.alloc(8_300_000))
    await watch.sees('it is full', key, 'critical', /limit 95/)
    rmSync(join(small, 'fill'))
    await watch.sees('it is empty again', key, 'ok')
    execFileSync('mount', ['-o', 'remount,ro', small])
    await watch.sees('it is read-only', `readonly:${small}`, 'critical', /become read-only/)
    execFileSync('mount', ['-o', 'remount,rw', small])
    await watch.sees('it can be written again', `readonly:${small}`, 'ok')
    for (let n = 0; n < 196; n += 1) writeFileSync(join(small, String(n)), '')
    await watch.sees('its inodes are used up', `inodes:${small}`, 'critical')
  } finally {
    execFileSync('umount', [small])
  }
  await watch.close()
}

export async function provePlugins(base: string): Promise<void> {
  const [log, dumps] = [join(base, 'app.log'), folderIn(base, 'dumps')]
  writeFileSync(log, '')
  const dump = join(dumps, 'a.dump')
  writeFileSync(dump, 'data')
  const plugins = '/usr/lib/nagios/plugins'
  const watch = new Watch({
    plugins: [
      { name: 'disk', command: [`${plugins}/check_disk`, '-w', '0%', '-c', '0%', '-p', '/'] },
      { name: 'dummy', command: [`${plugins}/check_dummy`, '2', 'broken on purpose'] },
      { name: 'hangs', command: ['sleep', '60'], timeoutSeconds: 1 },
    ],
    logs: [
      {
        path: log,
        pattern: 'ERROR',
        matchesPerMinute: { warning: 6, critical: 600, forSeconds: 0 },
      },
    ],
    files: [{ name: 'backup', path: dumps, match: '\\.dump$' }],
  })
  await watch.sees('check_disk', 'plugin:disk', 'ok', /DISK OK/)
  await watch.sees('check_dummy', 'plugin:dummy', 'critical', /broken on purpose/)
  await watch.sees('a plugin that hangs', 'plugin:hangs', 'unknown', /not over within 1 s/)
  appendFileSync(log, 'ERROR a\nERROR b\n')
  await watch.sees('a pattern in a log', `log:${log}:ERROR`, 'warning')
  await watch.sees('a fresh backup', 'files:backup', 'ok')
  const old = Date.now() / 1_000 - 60 * 3_600
  utimesSync(dump, old, old)
  await watch.sees('an old backup', 'files:backup', 'critical', /d 12 h/)
  rmSync(dump)
  await watch.sees('no backup', 'files:backup:count', 'critical')
  await watch.close()
}
