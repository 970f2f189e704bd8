import type { DeviceState, Explanation } from '@netloom/core'
import { describeState } from '../output/describe-explanations.ts'

/** One line of what a host has that changes with an address. */
export interface Mention {
  /** Device state. */
  readonly key: string
  readonly rule: string
  readonly from: string
  readonly to: string
}

/**
 * What of a host's device states names an address, and what it would name instead. Of files, the lines that do so: a host file
 * also has the address in names, with dashes.
 */
export function findMentions(explanations: readonly Explanation[], from: string, to: string): readonly Mention[] {
  const renames = [spelling(from, to), spelling(dashed(from), dashed(to))]
  const rewrite = (text: string): string => renames.reduce((line, [old, now]) => line.replaceAll(old, now), text)
  return explanations.flatMap(({ key, cause, desired }) =>
    desired === undefined
      ? []
      : linesOf(desired)
          .filter((line) => rewrite(line) !== line)
          .map((line) => ({ key, rule: cause.rule, from: line, to: rewrite(line) })),
  )
}

/** Not as a part of a longer address. */
const spelling = (from: string, to: string): readonly [RegExp, string] => [
  new RegExp(`(?<![0-9a-f.:])${from.replaceAll('.', '\\.')}(?![0-9a-f:-]|\\.[0-9])`, 'g'),
  to,
]

const dashed = (address: string): string => address.replaceAll(/[.:]/g, '-')

/** Texts of several lines one by one, and the rest of the state as a whole. */
function linesOf(state: DeviceState): readonly string[] {
  const fields = Object.entries(state)
  const isText = (value: unknown): value is string => typeof value === 'string' && value.includes('\n')
  const texts = fields.flatMap(([, value]) => (isText(value) ? value.split('\n') : []))
  const rest = Object.fromEntries(fields.filter(([, value]) => !isText(value))) as DeviceState
  return [...texts, describeState(rest)]
}
