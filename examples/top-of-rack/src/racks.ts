import { isIP } from 'node:net'
import type { ConfigurationProblem } from '@netloom/core'

/** Physical network of a rack → address at which its top-of-rack switch ends VXLAN. */
export type Racks = Readonly<Record<string, string>>

/** Entries such as `rack1:192.0.2.1`. What is wrong with them is added to `problems`. */
export function parseRacks(entries: readonly string[], where: string, problems: ConfigurationProblem[]): Racks {
  const racks = new Map<string, string>()
  for (const entry of entries) {
    const at = entry.indexOf(':')
    const name = entry.slice(0, Math.max(at, 0))
    const vtep = entry.slice(at + 1)
    if (name === '' || isIP(vtep) === 0) {
      const remedy = 'write <physical network>:<address of the switch>, such as rack1:192.0.2.1'
      problems.push({ where, value: entry, problem: 'is no rack', remedy })
    } else if (racks.has(name)) {
      problems.push({ where, value: entry, problem: `names ${name} a second time`, remedy: 'remove one of the two' })
    } else racks.set(name, vtep)
  }
  return Object.fromEntries(racks)
}
