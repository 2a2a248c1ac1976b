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
