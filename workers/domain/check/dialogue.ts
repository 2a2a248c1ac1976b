// What is said on a connection to know that the right service listens: the greeting, one harmless
// question, good-bye, without a password; or a script of the check. Texts are bytes, one a character.
import type { DialogueStep } from '../measurement.ts'
import { stepsOf } from './script.ts'
import type { TcpSettings } from './tcp.ts'

const send = (text: string): DialogueStep => ({ send: text })
const expects = (...anyOf: string[]): DialogueStep => ({ anyOf })
/** The last line of a reply (RFC 5321 §4.2.1): those before it have a hyphen after the code. */
const reply = (code: string) => expects(`${code} `, `${code}\r`)
const ehlo = [send('EHLO probe.esonar.dev\r\n'), reply('250')]
const quit = [send('QUIT\r\n'), reply('221')]

/** By protocol: RFC 5321 and 3207 (SMTP), 9051 (IMAP), 1939 (POP3), 959 (FTP), 4253 (SSH), the
 *  documented protocols of Redis, MySQL (handshake version 10) and PostgreSQL (SSLRequest). */
const dialogues = {
  nothing: [],
  smtp: [reply('220'), ...ehlo, ...quit],
  'smtp-starttls': [
    reply('220'),
    ...ehlo,
    send('STARTTLS\r\n'),
    reply('220'),
    { tls: true },
    ...ehlo,
    ...quit,
  ],
  imap: [expects('* OK', '* PREAUTH'), send('a1 LOGOUT\r\n'), expects('a1 OK')],
  pop3: [expects('+OK'), send('QUIT\r\n'), expects('+OK')],
  ftp: [reply('220'), ...quit],
  ssh: [expects('SSH-2.0-', 'SSH-1.99-')],
  redis: [send('PING\r\n'), expects('+PONG', '-NOAUTH', '-NOPERM')],
  mysql: [{ anyOf: ['\n'], from: 4, like: 'a handshake of version 10' }],
  postgresql: [send('\0\0\0\x08\x04\xd2\x16\x2f'), { anyOf: ['S', 'N'], from: 0, like: 'S or N' }],
} satisfies Record<string, DialogueStep[]>

export type Protocol = keyof typeof dialogues
export const protocols = Object.keys(dialogues) as [Protocol, ...Protocol[]]

/** What is said before a handshake, by protocol (RFC 3207 §4, RFC 9051 §6.2.1, RFC 2595 §4). */
const beginnings = {
  none: [],
  smtp: [reply('220'), ...ehlo, send('STARTTLS\r\n'), reply('220')],
  imap: [expects('* OK'), send('a1 STARTTLS\r\n'), expects('a1 OK')],
  pop3: [expects('+OK'), send('STLS\r\n'), expects('+OK')],
} satisfies Record<string, DialogueStep[]>

export type StartTls = keyof typeof beginnings
export const startTlsProtocols = Object.keys(beginnings) as [StartTls, ...StartTls[]]

/** What is said and heard before TLS begins; empty when it begins at once. */
export function startTlsOf(protocol: StartTls): DialogueStep[] {
  return beginnings[protocol]
}

/** All that is said and heard on a connection; empty when accepting is enough. */
export function dialogueOf({ tls, speaks, script = [] }: TcpSettings): DialogueStep[] {
  const words = script.length > 0 ? stepsOf(script) : dialogues[speaks ?? 'nothing']
  return [...(tls ? [{ tls: true } as const] : []), ...words]
}
