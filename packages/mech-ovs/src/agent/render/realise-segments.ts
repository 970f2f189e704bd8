import type { NetworkItem, NetworkItemSegment } from '@netloom/core/wire'
import type { RendererSettings, TunnelSettings, TunnelType } from '../options/renderer-options.ts'

/** How one segment of a network leaves this host's integration bridge. */
export type Realisation =
  | { readonly type: 'tunnel'; readonly segment: NetworkItemSegment; readonly tunnel: TunnelType; readonly key: number }
  | { readonly type: 'vlan'; readonly segment: NetworkItemSegment; readonly provider: string; readonly tag: number }
  | { readonly type: 'flat'; readonly segment: NetworkItemSegment; readonly provider: string }
  | { readonly type: 'local'; readonly segment: NetworkItemSegment }

/** The segments that this host can carry. */
export function realiseSegments({ segments }: NetworkItem, settings: RendererSettings): readonly Realisation[] {
  return segments.flatMap((segment) => realise(segment, settings) ?? [])
}

function realise(segment: NetworkItemSegment, settings: RendererSettings): Realisation | undefined {
  const { networkType, physicalNetwork, segmentationId } = segment
  if (networkType === 'local') return { type: 'local', segment }
  const tunnel = settings.tunnels?.types.find((type) => type === networkType)
  if (tunnel !== undefined) {
    return segmentationId === null ? undefined : { type: 'tunnel', segment, tunnel, key: segmentationId }
  }
  const provider = physicalNetwork === null ? undefined : settings.bridgeMappings[physicalNetwork]
  if (provider === undefined) return undefined
  if (networkType === 'flat') return { type: 'flat', segment, provider }
  if (networkType !== 'vlan' || segmentationId === null) return undefined
  return { type: 'vlan', segment, provider, tag: segmentationId }
}

/** Where to a remote endpoint frames of a network go: the segment that its tunnel carries. */
export interface TunnelledSegment {
  readonly tunnels: TunnelSettings
  readonly segmentId: string
  readonly key: number
}

/** undefined = tables are not filled here, or the network has no such segment. */
export function populatedSegment(
  entry: { readonly networkType: string; readonly segmentationId: number },
  network: NetworkItem,
  settings: RendererSettings,
): TunnelledSegment | undefined {
  const { tunnels, l2Population } = settings
  if (tunnels === undefined || !l2Population) return undefined
  const found = realiseSegments(network, settings).find(
    (one) => one.type === 'tunnel' && one.tunnel === entry.networkType && one.key === entry.segmentationId,
  )
  return found && { tunnels, segmentId: found.segment.id, key: entry.segmentationId }
}
