// A word that a machine of ours carries: the launcher's, the canary's. Absent: nobody has it.

/** Whether a header carries this word. */
export function isBearer(header: string | undefined, word: string | undefined): boolean {
  return Boolean(word) && isSameText(header ?? '', `Bearer ${word}`)
}

/** Compares without telling by time how much is right. */
function isSameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length)
  }
  return difference === 0
}
