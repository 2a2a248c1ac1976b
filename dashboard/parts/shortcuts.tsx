// The keys of a list, as a dialog that `?` opens; the island `keys` acts on them.
const keys: [key: string, act: string][] = [
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['/', 'search'],
  ['g', 'back to the overview'],
  ['n', 'add a check'],
  ['Esc', 'leave the search, close this'],
  ['?', 'show this'],
]

export function KeysHelp() {
  return (
    <>
      <p class="soft hint">
        Press <kbd>?</kbd> for the keys.
      </p>
      <dialog id="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl class="keys">
          {keys.map(([key, act]) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{act}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  )
}
