import type { DeviceState, Network, Port } from '@netloom/core'

/**
 * How hosts answer ARP: the VXLAN device does (`proxy`), the bridge does (`suppress`), nobody does (`off`). `auto`: the VXLAN device
 * does, and what it cannot answer truly leaves through another one, `flood-<VNI>`.
 */
export type SimulatedResponder = 'auto' | 'proxy' | 'suppress' | 'off'

/** One moment of a cloud, as checks see it: what the API says, and what is on the hosts. */
export interface CloudState {
  readonly arpResponder: SimulatedResponder
  readonly networks: readonly Network[]
  readonly ports: readonly Port[]
  readonly hosts: readonly CloudHost[]
}

export interface CloudHost {
  readonly name: string
  readonly vtep: string
  readonly links: ReadonlySet<string>
  /** What of ours is in its kernel. */
  readonly states: readonly DeviceState[]
  /** Links that must be there, untouched. */
  readonly foreign: ReadonlySet<string>
}

/** Bound to this host by a driver, so that its agent has to wire it. */
export const isBoundTo = ({ binding }: Port, host: string): boolean =>
  binding.host === host && binding.vifType !== 'unbound' && binding.vifType !== 'binding_failed'

export const tapOf = (port: Port): string => `tap${port.id.slice(0, 11)}`
export const bridgeOf = (network: Network): string => `brq${network.id.slice(0, 11)}`

/** The network's VXLAN segment; undefined = it is of another type. */
export const vniOf = ({ segments }: Network): number | undefined =>
  segments.find(({ networkType }) => networkType === 'vxlan')?.segmentationId ?? undefined
