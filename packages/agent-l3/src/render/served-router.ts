import type { ConntrackHelperItem, RouterAddress, RouterInterfaceItem, RouterItem } from '../wire/router-items.ts'
import type { L3Options } from './l3-options.ts'
import { gatewayDeviceOf, internalDeviceOf } from './names.ts'

/** A router as one host serves it. */
export interface ServedRouter {
  readonly router: RouterItem
  /** Those that are up and this host's, by port id. */
  readonly interfaces: readonly ServedInterface[]
  /** The way out. */
  readonly gateway: ServedInterface | undefined
  readonly helpers: readonly ConntrackHelperItem[]
}

/** An interface and its device inside. */
export interface ServedInterface extends RouterInterfaceItem {
  readonly inner: string
}

/** What is said of a router beside itself. */
export interface RouterView {
  readonly interfaces: readonly RouterInterfaceItem[]
  readonly helpers: readonly ConntrackHelperItem[]
}

/** undefined = this host has nothing of it: the router is down, or has no gateway where such are not served. Pure. */
export function servedRouter(
  router: RouterItem,
  { interfaces: items, helpers }: RouterView,
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
  return { router, interfaces, gateway, helpers }
}

export const deviceOf = ({ kind, portId }: RouterInterfaceItem): string =>
  kind === 'gateway' ? gatewayDeviceOf(portId) : internalDeviceOf(portId)

/** With the prefix length of its subnet. */
export const withLength = ({ ipAddress, cidr }: RouterAddress): string =>
  `${ipAddress}/${cidr.slice(cidr.indexOf('/') + 1)}`

/** What leaves takes this address: Neutron knows the first one of IPv4 alone. */
export const sourceAddress = ({ addresses }: RouterInterfaceItem): string | undefined =>
  addresses.find(({ ipVersion }) => ipVersion === 4)?.ipAddress
