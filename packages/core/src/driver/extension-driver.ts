import type { Network, NetworkCreate, NetworkUpdate } from '../model/network.ts'
import type { Port, PortCreate, PortUpdate } from '../model/port.ts'
import type { Subnet, SubnetCreate, SubnetUpdate } from '../model/subnet.ts'
import type { Transaction } from '../store/store.ts'

/** Reads its attributes from the request, keeps them in tables of its own, inside the transaction. A throw aborts the request. */
type Process<Request, Resource> = (
  request: Request & Record<string, unknown>,
  resource: Resource,
  tx: Transaction,
) => Promise<void>

export type ExtendedResource = 'network' | 'subnet' | 'port'

/** Adds API attributes to networks, subnets and ports (Neutron: `extension_drivers`). Absent hooks are skipped. */
export interface ExtensionDriver {
  readonly name: string
  /** API extension aliases it contributes. */
  readonly aliases: readonly string[]
  /** Fields of requests it reads; a field that neither core nor an extension knows is refused. */
  readonly attributes?: Readonly<Partial<Record<ExtendedResource, readonly string[]>>>
  initialize?(): Promise<void>
  close?(): Promise<void>
  processCreateNetwork?: Process<NetworkCreate, Network>
  processUpdateNetwork?: Process<NetworkUpdate, Network>
  processCreateSubnet?: Process<SubnetCreate, Subnet>
  processUpdateSubnet?: Process<SubnetUpdate, Subnet>
  processCreatePort?: Process<PortCreate, Port>
  processUpdatePort?: Process<PortUpdate, Port>
}
