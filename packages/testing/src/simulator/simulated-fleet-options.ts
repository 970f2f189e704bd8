import type { Journal } from '@netloom/agent-runtime'
import type { DeviceKind, DriverModule, Ml2Options, SwitchRenderer, ServiceModule } from '@netloom/core'
import type { FaultOptions } from '@netloom/dataplane'
import type { SimulatedResponder } from './checks/cloud-state.ts'
import type { HostPlace } from './fleet-host.ts'
import type { LinkFaults } from './fleet-link.ts'

export interface SimulatedFleetOptions {
  readonly hosts: number
  /** Drivers of the controller, in order. */
  readonly modules: readonly (DriverModule | ServiceModule)[]
  /** The host side of the mechanism; called for each life of an agent. */
  readonly renderer: (place: HostPlace) => SwitchRenderer
  /** Kinds of devices that its hosts have beyond those of the data plane; only what is pure of them is used. */
  readonly kinds?: (place: HostPlace) => readonly DeviceKind[]
  readonly ml2?: Partial<Ml2Options>
  /** What the renderers were told; see `CloudState`. Default `proxy`. */
  readonly arpResponder?: SimulatedResponder
  /** Same seed, same losses, faults and pauses. Default 1. */
  readonly seed?: number
  /** File of the controller's store. Default `:memory:`, which outlives the controller's process here. */
  readonly store?: string
  readonly faults?: LinkFaults
  /** What goes wrong in the kernels. */
  readonly hostFaults?: Omit<FaultOptions, 'seed'>
  /** Milliseconds between audits. Default that of agents. */
  readonly auditInterval?: number
  /** Where the agent of a host keeps its view; called for each of its lives. Default: in memory, across all of them. */
  readonly journal?: (host: string) => Journal
}
