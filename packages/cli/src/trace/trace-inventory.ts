import type { ApiPort, ApiSubnet } from '../api/neutron-types.ts'
import type { LabVm } from '../lab/state/lab-state.ts'

/** What a trace has to know of the API. */
export interface TraceInventory {
  readonly lab: string
  readonly ports: readonly TracePort[]
  readonly subnets: readonly Pick<ApiSubnet, 'id' | 'network_id' | 'cidr' | 'gateway_ip'>[]
  readonly vms: readonly Pick<LabVm, 'name' | 'portId'>[]
  /** Absent = nobody is known beyond the cloud. */
  readonly outside?: OutsideWorld
}

export type TracePort = Pick<
  ApiPort,
  | 'id'
  | 'name'
  | 'network_id'
  | 'mac_address'
  | 'fixed_ips'
  | 'binding:host_id'
  | 'binding:vif_type'
  | 'status'
  | 'device_owner'
>

/** A machine on a physical network that is none of the cloud's. */
export interface OutsideWorld {
  /** As `--from` and `--to` call it. */
  readonly name: string
  readonly macAddress: string
  /** IPv4 first; those of servers behind it last. */
  readonly addresses: readonly string[]
}

/** How that machine would send to an address. */
export interface OutsideRoute {
  readonly source: string
  readonly nextHop: string
}
