import type { NetworkItem } from '@netloom/core/wire'

/** Where a port of this host is bound. */
export interface BoundTo {
  readonly networkId: string
  readonly segmentId: string
}

/**
 * Which segments of each network ports of this host are bound to. Renderers get to see no others: a host that could carry
 * two segments of a network must neither build what nobody here uses, nor join the two.
 */
export class BoundSegments {
  private readonly places = new Map<string, BoundTo>()
  /** Network → segment → number of ports. */
  private readonly counts = new Map<string, Map<string, number>>()
  private readonly narrowed = new Map<string, { readonly from: NetworkItem; readonly to: NetworkItem }>()

  /** The port is bound there now; undefined = no longer to this host. Returns the networks that have other segments here than before. */
  move(portId: string, place: BoundTo | undefined): readonly string[] {
    const old = this.places.get(portId)
    if (old?.networkId === place?.networkId && old?.segmentId === place?.segmentId) return []
    const changed = new Set<string>()
    if (place === undefined) this.places.delete(portId)
    else {
      this.places.set(portId, place)
      if (this.count(place, 1) === 1) changed.add(place.networkId)
    }
    if (old !== undefined && this.count(old, -1) === 0) changed.add(old.networkId)
    for (const networkId of changed) this.narrowed.delete(networkId)
    return [...changed]
  }

  /** The network with the segments that matter here. The same object as long as nothing changes. */
  narrow(network: NetworkItem): NetworkItem {
    const bound = this.counts.get(network.id)
    if (bound === undefined || network.segments.every(({ id }) => bound.has(id))) return network
    const known = this.narrowed.get(network.id)
    if (known?.from === network) return known.to
    const to = { ...network, segments: network.segments.filter(({ id }) => bound.has(id)) }
    this.narrowed.set(network.id, { from: network, to })
    return to
  }

  private count({ networkId, segmentId }: BoundTo, step: 1 | -1): number {
    const segments = this.counts.get(networkId) ?? new Map<string, number>()
    this.counts.set(networkId, segments)
    const count = (segments.get(segmentId) ?? 0) + step
    if (count > 0) segments.set(segmentId, count)
    else segments.delete(segmentId)
    if (segments.size === 0) {
      this.counts.delete(networkId)
      this.narrowed.delete(networkId)
    }
    return count
  }
}
