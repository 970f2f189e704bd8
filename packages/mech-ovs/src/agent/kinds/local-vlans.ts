import type { Replica } from '../ovsdb/replica.ts'
import { nameHash } from './name-hash.ts'
import { readOtherConfig } from './port-other-config.ts'

export const FIRST_VLAN = 1
export const LAST_VLAN = 4094
/** Neutron's dead VLAN: ports that nobody has wired yet sit in it, and nothing leaves it. */
export const DEAD_VLAN = 4095

const PREFIX = 'netloom-vlan-'

/** The host has no VLAN left for one more segment. */
export class NoLocalVlanError extends Error {
  override readonly name = 'NoLocalVlanError'
  readonly code = 'NoLocalVlan'
  constructor(segmentId: string, bridge: string) {
    super(
      `no local VLAN is left on ${bridge} for segment ${segmentId}: all ${String(LAST_VLAN)} are taken; a host can serve no more segments at a time`,
    )
  }
}

export interface LocalVlanRecord {
  readonly segmentId: string
  readonly networkId: string
  readonly vlan: number
}

/** The entry of the integration bridge's `external_ids` that gives a segment its VLAN. */
export const vlanEntry = ({ segmentId, networkId, vlan }: LocalVlanRecord): readonly [string, string] => [
  PREFIX + segmentId,
  `${String(vlan)} ${networkId}`,
]

/** Which VLAN stands for which segment, as the integration bridge's record says; nothing is remembered elsewhere. */
export class LocalVlans {
  private source: ReadonlyMap<string, string> | undefined
  private records: ReadonlyMap<string, LocalVlanRecord> = new Map()

  constructor(
    private readonly replica: Replica,
    private readonly bridge: string,
  ) {}

  /** By segment id. */
  get assigned(): ReadonlyMap<string, LocalVlanRecord> {
    const source = this.replica.bridge(this.bridge)?.external_ids
    if (source !== this.source) {
      this.source = source
      this.records = new Map([...(source ?? [])].flatMap(([key, value]) => readEntry(key, value)))
    }
    return this.records
  }

  /** The segment's VLAN, or the one it would get. @throws {NoLocalVlanError} */
  vlanOf(segmentId: string): number {
    return this.assigned.get(segmentId)?.vlan ?? this.choose(segmentId, undefined, new Set())
  }

  /**
   * A VLAN for a segment that has none: that which its ports are in already, else one by the segment's id, so that a host which
   * has lost everything chooses the same again. @throws {NoLocalVlanError}
   * @param more taken as well.
   */
  choose(segmentId: string, networkId: string | undefined, more: ReadonlySet<number>): number {
    const taken = new Set(more)
    for (const { vlan } of this.assigned.values()) taken.add(vlan)
    const bridge = this.replica.bridge(this.bridge)
    for (const port of bridge === undefined ? [] : this.replica.portsOf(bridge)) {
      const { tag } = port
      if (tag === undefined || tag < FIRST_VLAN || tag > LAST_VLAN) continue
      const memory = readOtherConfig(port.other_config)
      const same = memory?.segmentId === '' ? memory.networkId === networkId : memory?.segmentId === segmentId
      if (same && !taken.has(tag)) return tag
      if (!same) taken.add(tag)
    }
    const first = nameHash(segmentId) % LAST_VLAN
    for (let step = 0; step < LAST_VLAN; step++) {
      const vlan = FIRST_VLAN + ((first + step) % LAST_VLAN)
      if (!taken.has(vlan)) return vlan
    }
    throw new NoLocalVlanError(segmentId, this.bridge)
  }
}

function readEntry(key: string, value: string): readonly (readonly [string, LocalVlanRecord])[] {
  if (!key.startsWith(PREFIX)) return []
  const segmentId = key.slice(PREFIX.length)
  const [vlan = '', networkId = ''] = value.split(' ')
  const number = Number(vlan)
  if (!Number.isInteger(number) || number < FIRST_VLAN || number > LAST_VLAN) return []
  return [[segmentId, { segmentId, networkId, vlan: number }]]
}
