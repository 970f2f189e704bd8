import type { DeviceState } from '../desired/device-state.ts'
import type { DeviceKind } from './device-kind.ts'
import type { AgentConfigurations } from '../model/agent.ts'
import type { EndpointItem, MemberItem, NetworkItem, PopulationItem, PortItem } from '../feed/payloads.ts'

/** A device state and the rule behind it, in a few words (`flood entry for another VTEP`). */
export interface Rendered {
  readonly state: DeviceState
  readonly rule: string
  /** Nobody waits for it: what cannot be is told in the log, and a port is served without. */
  readonly isExtra?: true
}

/**
 * Host side of a mechanism driver: view items in, device states out. Pure: same input, same output; one item at a time, so
 * that a change costs what changed. Anything it cannot realise (a foreign network type, its own VTEP) renders to nothing.
 */
export interface SwitchRenderer {
  /** Name of the mechanism driver it belongs to. */
  readonly mechanism: string
  /** What the agent record says: `Linux bridge agent`, … */
  readonly agentType: string
  readonly binary: string
  readonly configurations: AgentConfigurations
  /** Kinds this renderer needs beyond those of the data plane. */
  readonly kinds?: readonly DeviceKind[]
  /** Link whose appearance means "this port is plugged" (Neutron: `tap` + 11 characters of the id). */
  deviceName(portId: string): string
  /** Devices the host needs whatever its networks are, as long as the agent serves it. Absent = none. */
  base?(): readonly Rendered[]
  /** Tunnel types of which it has to know every endpoint of the cloud (a full mesh, without population). Absent = none. */
  readonly meshTypes?: readonly string[]
  /** An endpoint of one of its `meshTypes`, this host's own too. */
  endpoint?(endpoint: EndpointItem): readonly Rendered[]
  /** Devices the network needs here, as long as a port of it is bound to this host. */
  network(network: NetworkItem): readonly Rendered[]
  /** What an operator should know of how the network is realised here, for the log; undefined = nothing. */
  warning?(network: NetworkItem): string | undefined
  /** A port's device joins its network. */
  attachment(port: PortItem, network: NetworkItem): readonly Rendered[]
  /** Another VTEP of the network: where broadcast goes. */
  member(member: MemberItem, network: NetworkItem): readonly Rendered[]
  /** A port behind another VTEP. */
  population(entry: PopulationItem, network: NetworkItem): readonly Rendered[]
}
