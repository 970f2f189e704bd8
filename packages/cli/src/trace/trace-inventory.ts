import type { ApiPort, ApiSubnet } from '../api/neutron-types.ts'
import type { LabVm } from '../lab/state/lab-state.ts'

/** What a trace has to know of the API. */
export interface TraceInventory {
  readonly lab: string
  readonly ports: readonly TracePort[]
  readonly subnets: readonly Pick<ApiSubnet, 'id' | 'network_id' | 'cidr' | 'gateway_ip'>[]
  readonly vms: readonly Pick<LabVm, 'name' | 'portId'>[]
}

export type TracePort = Pick<
  ApiPort,
  'id' | 'name' | 'network_id' | 'mac_address' | 'fixed_ips' | 'binding:host_id' | 'binding:vif_type' | 'status'
>
