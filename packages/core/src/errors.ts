export {
  AddressScopeInUseError,
  AddressScopeNotFoundError,
  AddressScopePrefixConflictError,
  AddressScopeUpdateError,
  IllegalSubnetpoolIpVersionError,
  NetworkAddressScopeAffinityError,
} from './errors/address-scope-errors.ts'
export {
  NetworkIdsDontMatchError,
  NoUpdateSubnetWhenMultipleSegmentsError,
  SegmentInUseError,
  SegmentNotFoundError,
  SubnetCantAssociateToDynamicSegmentError,
  SubnetSegmentAssociationChangeNotAllowedError,
  SubnetsNotAllAssociatedWithSegmentsError,
} from './errors/segment-resource-errors.ts'
export {
  BadSubnetRequestError,
  EmptySubnetpoolPrefixListError,
  IllegalSubnetpoolPrefixBoundsError,
  IllegalSubnetpoolPrefixUpdateError,
  IllegalSubnetpoolUpdateError,
  MaxPrefixSubnetAllocationError,
  MinPrefixSubnetAllocationError,
  NetworkSubnetpoolAffinityError,
  PrefixFormatError,
  PrefixVersionMismatchError,
  SubnetAllocationError,
  SubnetpoolDeleteError,
  SubnetpoolNotFoundError,
  SubnetpoolQuotaExceededError,
} from './errors/subnetpool-errors.ts'
