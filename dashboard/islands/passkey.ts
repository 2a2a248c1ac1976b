// Passkeys: the browser makes one or signs in with one; the page's element says which, and where
// the questions and answers go. Without JavaScript the element says that it needs some.

interface Asked {
  detail?: string
  to?: string
}

for (const element of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const button = element.querySelector('button')
  const fault = element.querySelector<HTMLElement>('[role=alert]')
  if (!button || !fault) continue
  if (!canDo()) {
    fault.textContent = 'This browser cannot use passkeys here.'
    continue
  }
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    fault.textContent = ''
    run(element)
      .catch((error: unknown) => {
        fault.textContent = wordsOf(error)
      })
      .finally(() => {
        button.disabled = false
      })
  })
}

function canDo(): boolean {
  return (
    'PublicKeyCredential' in window &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  )
}

/** Asks, lets the device answer, and goes where the answer leads. */
async function run({ dataset, ownerDocument }: HTMLElement): Promise<void> {
  const options = await send(dataset.ask ?? '', {})
  const credential =
    dataset.passkey === 'create'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
            options as PublicKeyCredentialCreationOptionsJSON,
          ),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
            options as PublicKeyCredentialRequestOptionsJSON,
          ),
        })
  if (!(credential instanceof PublicKeyCredential)) throw new Error('Nothing was chosen.')
  const name = ownerDocument.querySelector<HTMLInputElement>('#f-name')?.value ?? ''
  const body = { response: credential.toJSON(), name, onTo: dataset.onTo ?? '/' }
  const { to } = (await send(dataset.answer ?? '', body)) as Asked
  location.assign(to ?? '/')
}

async function send(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  const said = (await response.json()) as Asked
  if (!response.ok) throw new Error(said.detail ?? 'It did not work; try again.')
  return said
}

function wordsOf(error: unknown): string {
  const { name, message } = error as Error
  if (name === 'NotAllowedError') return 'It was not allowed, or took too long. Try again.'
  if (name === 'InvalidStateError') return 'This device has a passkey for the account already.'
  return message
}
