// What a user may set about the certificate of a check: when its end is told, for every type that
// reads one.
import { type FormField, wholeBetween } from './check-fields.ts'

export interface CertificateSettings {
  /** Told at `info`, and raised to `warning`, so many days before it ends. Absent in checks stored
   *  before. 0: not told before its end. */
  certificateInfoDays?: number
  certificateWarningDays?: number
}

export const certificateFields = {
  certificateInfoDays: wholeBetween(0, 365, 'days'),
  certificateWarningDays: wholeBetween(0, 365, 'days'),
}

export const certificateDefaults = { certificateInfoDays: 21, certificateWarningDays: 7 }

/** Days that contradict each other, and the remedy; null: they do not. */
export function certificateDaysFault({
  certificateInfoDays: info = 0,
  certificateWarningDays: warning = 0,
}: CertificateSettings): { field: string; message: string } | null {
  if (info === 0 || warning <= info) return null
  return {
    field: 'certificateWarningDays',
    message: `must be at most certificateInfoDays (${info})`,
  }
}

/** When it is told, as a sentence. */
export function certificateWords(settings: CertificateSettings): string {
  const { certificateInfoDays: info, certificateWarningDays: warning } = {
    ...certificateDefaults,
    ...settings,
  }
  const days = [...new Set([info, warning])].filter((one) => one > 0)
  if (days.length === 0) return 'The end of its certificate is told once it has come.'
  return `The end of its certificate is told ${days.join(' and ')} days before.`
}

export const certificateForm: FormField[] = [
  {
    name: 'certificateInfoDays',
    label: 'Certificate: tell before its end',
    help: 'At level info. 0: not at all.',
    kind: 'number',
    unit: 'days',
    advanced: true,
  },
  {
    name: 'certificateWarningDays',
    label: 'Certificate: warn before its end',
    help: 'Raised to level warning. 0: only once it has ended.',
    kind: 'number',
    unit: 'days',
    advanced: true,
  },
]
