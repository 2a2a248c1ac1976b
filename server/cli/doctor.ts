// `esonar doctor`: what eSonar needs of this machine, and what to do where it is not there.
import { type Finding, lookAtDisk, lookAtFolder, lookAtPort, lookAtVariables } from '../doctor.ts'
import { lookAtDatabase } from '../doctor-database.ts'
import { lookAtLenders } from '../doctor-lenders.ts'
import { lookAtMail, lookAtTls, lookOutside } from '../doctor-net.ts'
import type { Command } from './command.ts'
import { configOption, ownSettings } from './own-settings.ts'
import { painter } from './paint.ts'

export const doctor: Command = {
  summary:
    'look at settings, port, database, clock, names, way out, lenders, channels, disk; say what to do',
  words: '',
  options: { ...configOption, json: { type: 'boolean', help: 'for scripts' } },
  async run(room, _words, options) {
    const settings = ownSettings(room, options)
    const all = await Promise.all([
      lookAtVariables(room.env),
      lookAtFolder(settings),
      lookAtDisk(settings),
      lookAtPort(settings),
      lookAtDatabase(settings),
      lookOutside(settings),
      lookAtTls(settings, Date.now()),
      lookAtMail(settings),
      lookAtLenders(settings, Date.now()),
    ])
    const findings = all.flat().filter((one) => one !== null)
    const isWell = findings.every((one) => one.state !== 'fault')
    if (options.json) room.out(JSON.stringify({ ok: isWell, findings }, null, 2))
    else for (const line of linesOf(findings, painter(room.isTerminal))) room.out(line)
    return isWell ? 0 : 1
  },
}

function linesOf(findings: Finding[], paint: ReturnType<typeof painter>): string[] {
  const marks = {
    ok: paint.green('ok     '),
    warning: paint.yellow('warning'),
    fault: paint.red('FAULT  '),
  }
  const most = Math.max(...findings.map((one) => one.of.length))
  return findings.flatMap(({ of, state, says, remedy }) => [
    `${marks[state]}  ${of.padEnd(most)}  ${says}`,
    ...(remedy ? [`${' '.repeat(most + 11)}→ ${remedy}`] : []),
  ])
}
