import { haAddressOf } from '../wire/ha-addresses.ts'
import type {
  ConntrackHelperItem,
  RouterAddress,
  RouterHaPart,
  RouterInterfaceItem,
  RouterItem,
} from '../wire/router-items.ts'
import type { L3Options } from './l3-options.ts'
import { gatewayDeviceOf, haDeviceOf, internalDeviceOf } from './names.ts'

/** A router as one host serves it. */
export interface ServedRouter {
  readonly router: RouterItem
  /** Those that are up and this host's, by port id. */
  readonly interfaces: readonly ServedInterface[]
  /** The way out. */
  readonly gateway: ServedInterface | undefined
  readonly helpers: readonly ConntrackHelperItem[]
  /** This host's part, where several have the router. */
  readonly ha?: ServedHa
}

export interface ServedHa {
  /** Where it hears the others. */
  readonly interface: ServedInterface
  /** What follows the active host, with prefix length. */
  readonly address: string
  readonly virtualRouterId: number
  readonly priority: number
  /** Whether it has the address now. */
  readonly isActive: boolean
}

/** Whether addresses of the router are on this host. */
export const isActive = ({ ha }: ServedRouter): boolean => ha?.isActive !== false

/** An interface and its device inside. */
export interface ServedInterface extends RouterInterfaceItem {
  readonly inner: string
}

/** What is said of a router beside itself. */
export interface RouterView {
  readonly interfaces: readonly RouterInterfaceItem[]
  readonly helpers: readonly ConntrackHelperItem[]
  /** This host's part in an HA router, as its assignment says. */
  readonly part?: RouterHaPart | undefined
  /** Whether this host has the address of an HA router that follows the active one. */
  readonly isActive: boolean
}

/**
 * undefined = this host has nothing of it: the router is down, has no gateway where such are not served, or this host has no port yet
 * from which to speak to the router's others. Pure.
 */
export function servedRouter(
  router: RouterItem,
  { interfaces: items, helpers, part, isActive }: RouterView,
  host: string,
  { internalOnlyRouters = true }: L3Options,
): ServedRouter | undefined {
  if (!router.adminStateUp) return undefined
  const interfaces = items
    .filter((item) => item.adminStateUp && item.kind !== 'ha' && (item.host ?? host) === host)
    .map((item): ServedInterface => ({ ...item, inner: deviceOf(item) }))
    .sort((a, b) => (a.portId < b.portId ? -1 : 1))
  const gateway = interfaces.find(({ kind }) => kind === 'gateway')
  if (gateway === undefined && !internalOnlyRouters) return undefined
  if (router.ha === undefined) return { router, interfaces, gateway, helpers }
  const speaking = items.find(({ kind, portId }) => kind === 'ha' && portId === part?.portId)
  if (speaking === undefined || part === undefined) return undefined
  const { virtualRouterId } = router.ha
  const ha: ServedHa = {
    interface: { ...speaking, inner: deviceOf(speaking) },
    address: haAddressOf(virtualRouterId),
    virtualRouterId,
    priority: part.priority,
    isActive,
  }
  return { router, interfaces, gateway, helpers, ha }
}

const DEVICES = { gateway: gatewayDeviceOf, internal: internalDeviceOf, ha: haDeviceOf } as const

export const deviceOf = ({ kind, portId }: RouterInterfaceItem): string => DEVICES[kind](portId)

/** With the prefix length of its subnet. */
export const withLength = ({ ipAddress, cidr }: RouterAddress): string =>
  `${ipAddress}/${cidr.slice(cidr.indexOf('/') + 1)}`

/** What leaves takes this address: Neutron knows the first one of IPv4 alone. */
export const sourceAddress = ({ addresses }: RouterInterfaceItem): string | undefined =>
  addresses.find(({ ipVersion }) => ipVersion === 4)?.ipAddress
