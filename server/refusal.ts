// A start that cannot go on, said in one clear sentence with its remedy. Never a stack.

/** Thrown when the launcher cannot start; `message` is the whole sentence for the person. */
export class Refusal extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'Refusal'
  }
}
