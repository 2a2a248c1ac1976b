// The button of the island `passkey`: shown by it where the browser can do it.

export interface PasskeyButtonData {
  act: 'create' | 'get'
  /** Where the options come from, and where the answer goes. */
  ask: string
  answer: string
  label: string
  /** Where to go when it worked. */
  onTo?: string
  primary?: boolean
}

export function PasskeyButton({ act, ask, answer, label, onTo, primary }: PasskeyButtonData) {
  return (
    <div
      class="passkey"
      data-passkey={act}
      data-ask={ask}
      data-answer={answer}
      {...(onTo ? { 'data-on-to': onTo } : {})}
    >
      <button type="button" hidden {...(primary ? { class: 'primary' } : {})}>
        {label}
      </button>
      <p class="fault" role="alert" />
      <noscript>
        <small>Passkeys need JavaScript.</small>
      </noscript>
    </div>
  )
}
