// What a monitoring plugin says: exit code, first line, and performance figures after the bar.
import { cut } from './reading.ts'
import type { FindingLevel, Metric } from './report.ts'

const levels: Record<number, FindingLevel> = { 0: 'ok', 1: 'warning', 2: 'critical' }

export interface PluginAnswer {
  level: FindingLevel
  text: string
  metrics: Metric[]
}

const metricsMax = 40

/** Judges by the exit code alone, as plugins are meant; 3 and others are `unknown`. */
export function pluginAnswer(name: string, exitCode: number | null, output: string): PluginAnswer {
  const lines = output.split(/\r?\n/)
  const [said = '', ...perf] = (lines[0] ?? '').split('|')
  const text = said.trim()
  const level = exitCode === null ? 'unknown' : (levels[exitCode] ?? 'unknown')
  const more = lines.slice(1).join('\n').split('|')[1] ?? ''
  return {
    level,
    text: cut(text === '' ? `${name} said nothing, exit code ${exitCode ?? 'none'}` : text),
    metrics: perfdata(name, `${perf.join('|')} ${more}`),
  }
}

/** `'label'=value[unit];warn;crit;min;max`, apart by blanks. */
function perfdata(name: string, text: string): Metric[] {
  const found = text.matchAll(
    /(?:'((?:[^']|'')+)'|([^\s='|]+))=(-?[\d.]+)(?:e([+-]?\d+))?([a-zA-Z%]*)/g,
  )
  const metrics: Metric[] = []
  for (const [, quoted, plain, digits, exponent, unit = ''] of found) {
    const value = Number(exponent === undefined ? digits : `${digits}e${exponent}`)
    if (!Number.isFinite(value) || metrics.length >= metricsMax) continue
    const label = (quoted ?? plain ?? '').replace(/[^A-Za-z0-9_/.-]+/g, '_').slice(0, 60)
    metrics.push({ name: `plugin.${name}.${label}${unitName(unit)}`, value })
  }
  return metrics
}

function unitName(unit: string): string {
  if (unit === '%') return '.percent'
  if (unit === 's') return '.seconds'
  if (unit === 'ms' || unit === 'us') return `.${unit}`
  return /^[KMGT]?i?B$/i.test(unit) ? `.${unit}` : unit === 'c' ? '.count' : ''
}
