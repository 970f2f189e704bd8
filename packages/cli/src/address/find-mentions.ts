import type { Explanation } from '@netloom/agent-runtime'

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
      : [...new Set(linesOf(desired))]
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

/** Every text of a state by line, with the field that it stands in: `files.host: fa:16:3e:…,10.0.0.5`. */
function linesOf(value: unknown, field = ''): readonly string[] {
  if (typeof value === 'string') return value.split('\n').map((line) => (field === '' ? line : `${field}: ${line}`))
  if (Array.isArray(value)) return value.flatMap((one) => linesOf(one, field))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => linesOf(one, field === '' ? name : `${field}.${name}`))
}
