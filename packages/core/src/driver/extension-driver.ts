import type { Network, NetworkCreate, NetworkUpdate } from '../model/network.ts'
import type { Port, PortCreate, PortUpdate } from '../model/port.ts'
import type { Subnet, SubnetCreate, SubnetUpdate } from '../model/subnet.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { Transaction } from '../store/store.ts'
import type { ExtensionAttributes, ExtensionValues } from './extension-attribute.ts'

/**
 * Reads its attributes from the request, keeps them in tables of its own, inside the transaction. Values are judged and converted, and
 * absent ones of a create have their defaults. A throw aborts the request and rolls everything back. `context` is the caller's.
 */
type Process<Request, Resource> = (
  request: Request & Record<string, unknown>,
  resource: Resource,
  tx: Transaction,
  context: RequestContext,
) => Promise<void>

/** One of several ports that a request makes at once. */
export interface PortCreation {
  readonly request: PortCreate & Record<string, unknown>
  readonly resource: Port
}

/**
 * Values of its attributes (by field) for these objects (by id); what is left out has the attribute's default. Called once for
 * a whole page of a list, and inside the transaction of a create or update, where a throw rolls back. Neutron: `extend_*_dict`.
 */
type Read<Resource> = (
  resources: readonly Resource[],
  db: Transaction['db'],
) => Promise<ReadonlyMap<string, ExtensionValues>>

export type ExtendedResource = 'network' | 'subnet' | 'port'

/** Adds API attributes to networks, subnets and ports (Neutron: `extension_drivers`). Absent hooks are skipped. */
export interface ExtensionDriver {
  readonly name: string
  /** API extension aliases it contributes; `GET /v2.0/extensions` lists them. */
  readonly aliases: readonly string[]
  /** What its extensions are, one sentence for `GET /v2.0/extensions`. */
  readonly description?: string
  /** Names or aliases of the extension drivers that it cannot be without; a start without one of them is refused. */
  readonly requires?: readonly string[]
  /** What it adds, by the name on the wire; a field of a request that neither the engine nor an extension knows is refused. */
  readonly attributes?: Readonly<Partial<Record<ExtendedResource, ExtensionAttributes>>>
  initialize?(): Promise<void>
  close?(): Promise<void>
  processCreateNetwork?: Process<NetworkCreate, Network>
  processUpdateNetwork?: Process<NetworkUpdate, Network>
  processCreateSubnet?: Process<SubnetCreate, Subnet>
  processUpdateSubnet?: Process<SubnetUpdate, Subnet>
  processCreatePort?: Process<PortCreate, Port>
  /** Instead of `processCreatePort`, for all ports of a request at once: so many statements as for one. */
  processCreatePorts?(creations: readonly PortCreation[], tx: Transaction, context: RequestContext): Promise<void>
  processUpdatePort?: Process<PortUpdate, Port>
  readNetworks?: Read<Network>
  readSubnets?: Read<Subnet>
  readPorts?: Read<Port>
  /**
   * Ids of the objects whose `field` has one of these values, for lists that are filtered by it; needed where an attribute says
   * `filter`. Whether the caller may see them is not its business.
   */
  find?(
    resource: ExtendedResource,
    field: string,
    values: readonly (string | number | boolean | null)[],
    db: Transaction['db'],
  ): Promise<readonly string[]>
}
