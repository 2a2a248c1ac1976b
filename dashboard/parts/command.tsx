// The line that asks by hand what a probe asks, to copy into a shell.

/** The line to ask the same by hand. */
export function Command({ command }: { command: string }) {
  return (
    <>
      <p class="soft">The same by hand; secrets are left out:</p>
      <pre class="command">{command}</pre>
    </>
  )
}
