import { parse } from 'ini'
import type { ScannedIni } from './scan-ini.ts'

/** Values per option per section, in the order of the file. */
export type OptionValues = Map<string, Map<string, readonly string[]>>

/**
 * Has the `ini` package sort assignments into sections. By itself it would cut values at `#`, nest dotted sections, turn
 * `true` into a boolean and forget repeated options; so names reach it free of every character it gives a meaning to,
 * values as JSON, and each option as an array.
 */
export function groupEntries({ sections, entries }: ScannedIni): OptionValues {
  const text = sections.map((section) => {
    const own = entries.filter((entry) => entry.section === section)
    return [`[${escapeName(section)}]`, ...own.map((entry) => `${escapeName(entry.option)}[] = ${quote(entry.value)}`)]
  })
  const parsed: Readonly<Record<string, unknown>> = parse(text.flat().join('\n'))
  return new Map(Object.entries(parsed).map(([section, options]) => [unescapeName(section), optionsOf(options)]))
}

function optionsOf(options: unknown): Map<string, readonly string[]> {
  const result = new Map<string, readonly string[]>()
  for (const [option, values] of Object.entries(options as Readonly<Record<string, unknown>>)) {
    // The package turns the words true, false and null into themselves; String() turns them back.
    if (Array.isArray(values)) result.set(unescapeName(option), values.map(String))
  }
  return result
}

/** A leading underscore too: the package leaves out `__proto__`. */
function escapeName(name: string): string {
  return name.replace(/[^a-z0-9_]|^_/gi, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function unescapeName(name: string): string {
  return name.replace(/%([0-9a-f]{4})/g, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)))
}

/** JSON leaves U+2028 and U+2029 bare, and a pattern in the package takes them for the end of a line. */
function quote(value: string): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
}
