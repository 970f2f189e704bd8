import type { AddressGroup, AddressGroupCreate, AddressGroupUpdate } from '../model/address-group.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { ResourceService } from './resource-services.ts'

/** Groups are their project's to change; whoever they are shared with sees and uses them. */
export interface AddressGroupService extends ResourceService<AddressGroup, AddressGroupCreate, AddressGroupUpdate> {
  /** @throws {AddressesAlreadyExistError} naming those that the group has, {@link AddressFormatError}; nothing is added then */
  addAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup>
  /** @throws {AddressesNotFoundError} naming those that the group lacks, {@link AddressFormatError}; nothing is removed then */
  removeAddresses(context: RequestContext, id: string, addresses: readonly string[]): Promise<AddressGroup>
}
