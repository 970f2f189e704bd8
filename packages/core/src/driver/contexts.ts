import type { Agent } from '../model/agent.ts'
import type { Network } from '../model/network.ts'
import type { BindingLevel, Port, PortStatus } from '../model/port.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { ProviderSegment, Segment } from '../model/segment.ts'
import type { Subnet } from '../model/subnet.ts'

/** What network hooks get. `original` only on update. */
export interface NetworkContext {
  readonly request: RequestContext
  readonly current: Network
  readonly original?: Network
}

export interface SubnetContext {
  readonly request: RequestContext
  readonly current: Subnet
  readonly original?: Subnet
  readonly network: Network
}

/** What port hooks get. `original*` only on update; segments are those of the binding levels. */
export interface PortContext {
  readonly request: RequestContext
  readonly current: Port
  readonly original?: Port
  readonly network: Network
  /** False when the network was loaded together with the fact that no agent has it, for whatever kind. Absent = nobody has looked. */
  readonly isNetworkAssigned?: false
  readonly host: string
  readonly originalHost?: string
  readonly status: PortStatus
  readonly originalStatus?: PortStatus
  readonly bindingLevels: readonly BindingLevel[]
  readonly topBoundSegment?: Segment
  readonly bottomBoundSegment?: Segment
  readonly originalTopBoundSegment?: Segment
  readonly originalBottomBoundSegment?: Segment
  /** Agents on the port's host (dead ones too), loaded before the hooks run. */
  hostAgents(agentType?: string): readonly Agent[]
  /** Agents on the host the port had before. */
  originalHostAgents(agentType?: string): readonly Agent[]
}

/** What `bindPort` gets: the port, and the segments left to bind at this level. */
export interface BindingContext extends PortContext {
  readonly segmentsToBind: readonly Segment[]
  /** Takes why the driver does not bind, and what an operator can do about it; logged when in the end nobody does. */
  refuse?(reason: string): void
}

/** The port is bound: final level. `status` lets a driver without agent make the port ACTIVE at once. */
export interface FinalBinding {
  readonly type: 'bound'
  readonly segmentId: string
  readonly vifType: string
  readonly vifDetails: Readonly<Record<string, unknown>>
  readonly status?: PortStatus
}

/** This level is bound; another driver goes on with these segments, allocated by core as dynamic segments of the network. */
export interface PartialBinding {
  readonly type: 'continue'
  readonly segmentId: string
  readonly next: readonly ProviderSegment[]
}

export type BindingDecision = FinalBinding | PartialBinding
