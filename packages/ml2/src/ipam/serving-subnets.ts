import { NoMatchingSubnetError } from '@netloom/core'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import type { SubnetAddressing } from '../rows/subnet-addressing.ts'

type Reserved = Pick<SubnetAddressing, 'serviceTypes' | 'enableDhcp'>

/** Whether ports of a device owner get addresses of a subnet. DHCP ports are in every subnet that they serve. */
export function serves({ serviceTypes, enableDhcp }: Reserved, deviceOwner: string): boolean {
  return (
    serviceTypes.length === 0 || serviceTypes.includes(deviceOwner) || (enableDhcp && deviceOwner === 'network:dhcp')
  )
}

/**
 * Subnets that a port may have addresses of; those that are reserved for its kind come first.
 * @throws {NoMatchingSubnetError} when the network has subnets, but none for this owner
 */
export function servingSubnets({ network, subnets }: LoadedNetwork, deviceOwner: string): readonly SubnetAddressing[] {
  if (subnets.every(({ serviceTypes }) => serviceTypes.length === 0)) return subnets
  const serving = subnets.filter((subnet) => serves(subnet, deviceOwner))
  if (serving.length === 0) throw new NoMatchingSubnetError(network.id, deviceOwner)
  const isReserved = ({ serviceTypes }: SubnetAddressing): boolean => serviceTypes.length > 0
  return [...serving.filter(isReserved), ...serving.filter((subnet) => !isReserved(subnet))]
}
