// A mail server on loopback (RFC 5321), which takes mail or refuses it as told, also after it has
// taken it.

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

export interface GotMail {
  from: string
  to: string[]
  /** Header and body as they came, dots undone. */
  data: string
}

export interface FakeSmtp {
  url: string
  got: GotMail[]
  /** The next answer to this command, instead of the usual one. */
  say(command: 'RCPT' | 'MAIL' | 'DATA' | 'END' | 'AUTH', line: string): void
  /** The next mail is taken, and the connection breaks before the answer. */
  lose(): void
  close(): Promise<void>
}

export async function startSmtp(): Promise<FakeSmtp> {
  const got: GotMail[] = []
  const script: Partial<Record<string, string[]>> = {}
  let loses = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    speak(socket)
  })
  function speak(socket: Socket) {
    let mail: GotMail = { from: '', to: [], data: '' }
    let inData = false
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const usual = (command: string, line: string) => say(script[command]?.shift() ?? line)
    say('220 mail.example ESMTP')
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      rest += text
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (inData && line !== '.') {
          mail.data += `${line.replace(/^\.\./, '.')}\r\n`
        } else if (inData) {
          inData = false
          const refusal = script.END?.shift()
          if (!refusal) got.push(mail)
          mail = { from: '', to: [], data: '' }
          if (loses > 0) {
            loses -= 1
            socket.resetAndDestroy()
          } else say(refusal ?? '250 2.0.0 queued as 1')
        } else command(line)
      }
    })
    function command(line: string) {
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'EHLO') say('250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME')
      else if (verb === 'AUTH') usual('AUTH', '235 2.7.0 welcome')
      else if (verb === 'MAIL') {
        mail.from = /<(.*?)>/.exec(line)?.[1] ?? ''
        usual('MAIL', '250 2.1.0 ok')
      } else if (verb === 'RCPT') {
        mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? '')
        usual('RCPT', '250 2.1.5 ok')
      } else if (verb === 'DATA') {
        inData = true
        say('354 go on')
      } else if (verb === 'QUIT') socket.end('221 bye\r\n')
      else say('250 ok')
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://user:secret@127.0.0.1:${port}`,
    got,
    say: (command, line) => {
      script[command] = [...(script[command] ?? []), line]
    },
    lose: () => {
      loses += 1
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
