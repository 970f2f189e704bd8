import {
  AllocationOnAutoAddressSubnetError,
  type FixedIp,
  type FixedIpRequest,
  InvalidInputError,
  InvalidIpForNetworkError,
  InvalidIpForSubnetError,
} from '@netloom/core'
import { type Address, type Cidr, isUsable, parseAddress } from '@netloom/core/kit'
import { isRouterInterface, isRouterPort } from '../base/device-owners.ts'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import type { SubnetAddressing } from '../rows/subnet-addressing.ts'
import { servingSubnets } from './serving-subnets.ts'

/** One address that a port is to get. */
export type AddressWish =
  | { readonly kind: 'specific'; readonly subnet: SubnetAddressing; readonly address: Address }
  /** From the first of these subnets that has one left. */
  | { readonly kind: 'any'; readonly subnets: readonly SubnetAddressing[] }
  | { readonly kind: 'eui64'; readonly subnet: SubnetAddressing }

/** Nothing asked for: one address per IP version that has subnets with pools, and one of every automatic subnet. */
export function defaultWishes(loaded: LoadedNetwork, deviceOwner: string): readonly AddressWish[] {
  const subnets = servingSubnets(loaded, deviceOwner)
  const pooled = subnets.filter(({ isAutomatic }) => !isAutomatic)
  const versions = ([4, 6] as const).map((version) => pooled.filter((subnet) => subnet.version === version))
  const any = versions.filter((list) => list.length > 0).map((list): AddressWish => ({ kind: 'any', subnets: list }))
  return [...any, ...automaticWishes(subnets, deviceOwner)]
}

/** A host makes itself an address of every automatic subnet, whatever anybody asks for; routers do not. */
function automaticWishes(subnets: readonly SubnetAddressing[], deviceOwner: string): readonly AddressWish[] {
  if (isRouterInterface(deviceOwner)) return []
  return subnets.filter(({ isAutomatic }) => isAutomatic).map((subnet) => ({ kind: 'eui64', subnet }))
}

/**
 * What a list of requests means for a new port on this network: what it names, and one address of every automatic subnet.
 * @throws {NoMatchingSubnetError} {@link InvalidInputError} {@link InvalidIpForNetworkError} {@link InvalidIpForSubnetError}
 */
export function requestedWishes(
  requests: readonly FixedIpRequest[],
  loaded: LoadedNetwork,
  deviceOwner: string,
): readonly AddressWish[] {
  const subnets = servingSubnets(loaded, deviceOwner)
  const named = namedWishes(requests, loaded, deviceOwner).filter(({ kind }) => kind !== 'eui64')
  return [...named, ...automaticWishes(subnets, deviceOwner)]
}

function namedWishes(
  requests: readonly FixedIpRequest[],
  loaded: LoadedNetwork,
  deviceOwner: string,
): readonly AddressWish[] {
  const subnets = servingSubnets(loaded, deviceOwner)
  return requests.map((request) => {
    const subnet = request.subnetId === undefined ? undefined : subnetOf(loaded.network.id, subnets, request.subnetId)
    if (request.ipAddress === undefined) {
      if (subnet === undefined) throw new InvalidInputError('IP allocation requires subnet_id or ip_address')
      return subnet.isAutomatic && !isRouterInterface(deviceOwner)
        ? { kind: 'eui64', subnet }
        : { kind: 'any', subnets: [subnet] }
    }
    return specific(request.ipAddress, subnet, subnets, deviceOwner)
  })
}

/** Which addresses stay, those of automatic subnets among them, which go, and which wishes are left when a port gets a new list. */
export function changedWishes(
  held: readonly FixedIp[],
  requests: readonly FixedIpRequest[],
  loaded: LoadedNetwork,
  deviceOwner: string,
): {
  readonly kept: readonly FixedIp[]
  readonly released: readonly FixedIp[]
  readonly wishes: readonly AddressWish[]
} {
  const kept = new Set(isRouterInterface(deviceOwner) ? [] : held.filter((fixedIp) => isAutomatic(loaded, fixedIp)))
  const byAddress = requests.filter((request) => {
    const same = held.find(
      ({ ipAddress, subnetId }) =>
        ipAddress === request.ipAddress && (request.subnetId === undefined || request.subnetId === subnetId),
    )
    if (same !== undefined) kept.add(same)
    return same === undefined
  })
  // "any of that subnet" is content with what the port has there already
  const open = byAddress.filter((request) => {
    if (request.ipAddress !== undefined) return true
    const same = held.find(
      (fixedIp) => fixedIp.subnetId === request.subnetId && (!kept.has(fixedIp) || isAutomatic(loaded, fixedIp)),
    )
    if (same !== undefined) kept.add(same)
    return same === undefined
  })
  return {
    kept: held.filter((fixedIp) => kept.has(fixedIp)),
    released: held.filter((fixedIp) => !kept.has(fixedIp)),
    wishes: open.length === 0 ? [] : namedWishes(open, loaded, deviceOwner),
  }
}

const isAutomatic = ({ subnets }: LoadedNetwork, { subnetId }: FixedIp): boolean =>
  subnets.some((subnet) => subnet.id === subnetId && subnet.isAutomatic)

function subnetOf(networkId: string, subnets: readonly SubnetAddressing[], id: string): SubnetAddressing {
  const subnet = subnets.find((candidate) => candidate.id === id)
  if (subnet === undefined) {
    throw new InvalidInputError(
      `Failed to create port on network ${networkId}, because fixed_ips included invalid subnet ${id}`,
    )
  }
  return subnet
}

function specific(
  text: string,
  wanted: SubnetAddressing | undefined,
  subnets: readonly SubnetAddressing[],
  deviceOwner: string,
): AddressWish {
  const address = parseAddress(text)
  if (address === undefined) throw new InvalidIpForNetworkError(text)
  const fits = ({ cidr }: SubnetAddressing): boolean => mayHold(cidr, address, deviceOwner)
  const subnet = wanted ?? subnets.find(fits)
  if (subnet === undefined) throw new InvalidIpForNetworkError(text)
  if (!fits(subnet)) throw new InvalidIpForSubnetError(text)
  if (subnet.isAutomatic && !isRouterInterface(deviceOwner)) {
    throw new AllocationOnAutoAddressSubnetError(text, subnet.id)
  }
  return { kind: 'specific', subnet, address }
}

/** Neutron: `check_subnet_ip`. Of an IPv6 subnet routers may have the first address (RFC 4291, 2.6.1), where its gateway is by default. */
function mayHold(cidr: Cidr, address: Address, deviceOwner: string): boolean {
  if (isUsable(cidr, address)) return true
  return address.version === 6 && address.value === cidr.first && cidr.version === 6 && isRouterPort(deviceOwner)
}
