// Fields of people, the same wherever they are asked for.
import type { FormField } from '../../workers/domain/check/check-fields.ts'

export const emailField: FormField = {
  name: 'email',
  label: 'E-mail',
  help: '',
  kind: 'text',
  required: true,
  autocomplete: 'username',
}

export const passwordField: FormField = {
  name: 'password',
  label: 'Password',
  help: '',
  kind: 'password',
  required: true,
  autocomplete: 'current-password',
}

export const newPasswordField: FormField = {
  name: 'next',
  label: 'New password',
  help: 'At least 10 characters.',
  kind: 'password',
  required: true,
  autocomplete: 'new-password',
}
