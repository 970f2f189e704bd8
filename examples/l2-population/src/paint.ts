import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colours for a terminal that shows some; files, pipes and who sets NO_COLOR get the text alone. */
export const paint = (format: Format, text: string): string => (hasColors() ? styleText(format, text) : text)

function hasColors(): boolean {
  // Not every Node looks at NO_COLOR here, and none at an array of formats.
  return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.stdout.hasColors()
}
