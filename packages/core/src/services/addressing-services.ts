import type { AddressScope, AddressScopeCreate, AddressScopeUpdate } from '../model/address-scope.ts'
import type { NetworkIpAvailability } from '../model/network-ip-availability.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { NamedSegment, SegmentCreate, SegmentUpdate } from '../model/segment.ts'
import type { OnboardedSubnet, Subnetpool, SubnetpoolCreate, SubnetpoolUpdate } from '../model/subnetpool.ts'
import type { ResourceService } from './resource-services.ts'

export type AddressScopeService = ResourceService<AddressScope, AddressScopeCreate, AddressScopeUpdate>

export interface SubnetpoolService extends ResourceService<Subnetpool, SubnetpoolCreate, SubnetpoolUpdate> {
  /** Returns all prefixes that the pool has then. */
  addPrefixes(context: RequestContext, id: string, prefixes: readonly string[]): Promise<readonly string[]>
  /** Prefixes that the pool does not have are ignored. Returns what is left. @throws while a subnet lies in one of them */
  removePrefixes(context: RequestContext, id: string, prefixes: readonly string[]): Promise<readonly string[]>
  /** Adopts the subnets of a network that are of the pool's IP version, prefixes included. */
  onboard(context: RequestContext, id: string, networkId: string): Promise<readonly OnboardedSubnet[]>
}

/** Segments of the networks that the context may see; administrators alone change them. */
export type SegmentService = ResourceService<NamedSegment, SegmentCreate, SegmentUpdate>

export type NetworkIpAvailabilityService = Pick<ResourceService<NetworkIpAvailability, never, never>, 'get' | 'list'>
