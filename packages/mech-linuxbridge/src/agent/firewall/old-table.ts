import { isMarkOf, readOwnershipMark } from '@netloom/core'
import type { PortGuardState } from './guard-state.ts'
import type { Listing } from '@netloom/dataplane'
import { OLD_TABLE } from './table-names.ts'

const TABLE = `bridge ${OLD_TABLE}`
const COUNTED = ['mac', 'vlan', 'arp', 'ipv4', 'ipv6', 'nd', 'dhcp-server', 'ra']

/**
 * Guards that a version made which had a chain and eight counters for each port. Each goes in the transaction that brings its
 * successor, and the table with the last of them: no frame is let pass in between.
 */
export class OldTable {
  private readonly owners = new Map<string, string>()
  private strangers = 0

  replace(listing: Listing | undefined, agent: string | undefined): void {
    this.owners.clear()
    this.strangers = 0
    for (const [chain, { comment, hook }] of listing?.chains ?? []) {
      if (hook !== undefined) continue
      const mark = readOwnershipMark(comment) ?? { agent: undefined, owner: comment ?? '' }
      if (isMarkOf(mark, agent)) this.owners.set(chain, mark.owner)
      else this.strangers += 1
    }
  }

  /** As states that nobody wants like that. */
  states(): readonly PortGuardState[] {
    return [...this.owners].map(([device, owner]) => ({
      ...{ kind: 'bridge-guard', part: 'port', device, owner },
      ...{ macs: [], elements: [], intact: false },
    }))
  }

  /** Takes the guards of these devices away. Pure. */
  lines(devices: Iterable<string>): readonly string[] {
    const here = [...devices].filter((device) => this.owners.has(device))
    if (here.length === 0) return []
    if (here.length === this.owners.size && this.strangers === 0) return [`delete table ${TABLE}`]
    return here.flatMap((device) => [
      `delete element ${TABLE} ports { "${device}" }`,
      `flush chain ${TABLE} ${device}`,
      `delete chain ${TABLE} ${device}`,
      ...COUNTED.flatMap((reason) => [
        `add counter ${TABLE} ${device}-${reason}`,
        `delete counter ${TABLE} ${device}-${reason}`,
      ]),
    ])
  }

  forget(devices: Iterable<string>): void {
    for (const device of devices) this.owners.delete(device)
  }
}
