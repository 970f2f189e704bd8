import type { FeedWrite, HostRoute, Subnet } from '@netloom/core'
import { canonicalPrefix } from '@netloom/core/kit'
import { interfaceKey, ROUTER_KEY, routerTopic } from '../../wire/router-topics.ts'
import type { RouterAddress, RouterInterfaceItem, RouterItem } from '../../wire/router-items.ts'
import type { InterfacePort } from '../rows/interface-ports.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { GATEWAY_OWNER, HA_OWNER } from '../base/port-owners.ts'

export const routerWrite = (router: StoredRouter, haCidr: string): FeedWrite => ({
  topic: routerTopic(router.id),
  key: ROUTER_KEY,
  revision: router.revisionNumber,
  body: {
    id: router.id,
    projectId: router.projectId,
    adminStateUp: router.adminStateUp,
    enableSnat: router.enableSnat,
    routes: router.routes.map(plainRoute).sort(byRoute),
    ...(router.ha !== null && { ha: { virtualRouterId: router.ha.id, networkCidr: haCidr } }),
  } satisfies RouterItem,
})

const plainRoute = ({ destination, nexthop }: HostRoute): HostRoute => ({ destination, nexthop })
const textOf = ({ destination, nexthop }: HostRoute): string => `${destination} ${nexthop}`
const byRoute = (a: HostRoute, b: HostRoute): number => (textOf(a) < textOf(b) ? -1 : 1)

/** A port of a router, with what its network and subnets say. */
export interface InterfaceFacts {
  readonly routerId: string
  readonly port: InterfacePort
  readonly mtu: number
  /** All of its network. */
  readonly subnets: readonly Subnet[]
}

export const interfaceWrite = ({ routerId, port, mtu, subnets }: InterfaceFacts): FeedWrite => {
  const isGateway = port.deviceOwner === GATEWAY_OWNER
  const isHa = port.deviceOwner === HA_OWNER
  const addresses = port.fixedIps.flatMap(({ subnetId, ipAddress }) => {
    const subnet = subnets.find(({ id }) => id === subnetId)
    return subnet === undefined ? [] : [addressOn(subnet, ipAddress)]
  })
  const others = subnets.filter(({ id }) => isGateway && !addresses.some(({ subnetId }) => subnetId === id))
  return {
    topic: routerTopic(routerId),
    key: interfaceKey(port.id),
    revision: port.revisionNumber,
    body: {
      portId: port.id,
      kind: isGateway ? 'gateway' : isHa ? 'ha' : 'internal',
      networkId: port.networkId,
      macAddress: port.macAddress,
      mtu,
      adminStateUp: port.adminStateUp,
      addresses: addresses.sort((a, b) => (a.ipAddress < b.ipAddress ? -1 : 1)),
      onLink: others.map(({ cidr }) => canonicalPrefix(cidr) ?? cidr).sort(),
      ...(isHa && { host: port.binding.host }),
    } satisfies RouterInterfaceItem,
  }
}

export const interfaceGone = (
  routerId: string,
  { id, revisionNumber }: Pick<InterfacePort, 'id' | 'revisionNumber'>,
): FeedWrite => ({
  topic: routerTopic(routerId),
  key: interfaceKey(id),
  revision: revisionNumber + 1,
  body: null,
})

const addressOn = (subnet: Subnet, ipAddress: string): RouterAddress => ({
  ipAddress,
  subnetId: subnet.id,
  cidr: subnet.cidr,
  ipVersion: subnet.ipVersion,
  gatewayIp: subnet.gatewayIp,
  ipv6RaMode: subnet.ipv6RaMode,
  ipv6AddressMode: subnet.ipv6AddressMode,
  dnsNameservers: [...subnet.dnsNameservers],
  hostRoutes: subnet.hostRoutes.map(plainRoute),
})
