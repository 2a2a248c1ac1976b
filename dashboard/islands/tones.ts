// The tones of lines in their order; drawn without JavaScript they are the classes `tone0` and on.

const tones = ['accent', 'maintenance', 'regional', 'slow', 'up', 'unknown', 'ink', 'rose']

/** A property of the stylesheet: by name, and not by value, since a person's light may change. */
export const toneOf = ({ tone }: { tone: number }): string => `--${tones[tone % tones.length]}`
