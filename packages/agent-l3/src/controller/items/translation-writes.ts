import type { FeedWrite } from '@netloom/core'
import type { ConntrackHelperItem, FloatingIpItem, PortForwardingItem } from '../../wire/router-items.ts'
import { conntrackHelperKey, floatingIpKey, portForwardingKey, routerTopic } from '../../wire/router-topics.ts'
import type { ConntrackHelper } from '../model/conntrack-helper.ts'
import type { FloatingIp } from '../model/floating-ip.ts'
import type { PortForwarding } from '../model/port-forwarding.ts'

/** What the host of the router is told; nothing of one that leads nowhere. */
export function floatingIpWrites(fip: FloatingIp): readonly FeedWrite[] {
  const { routerId, portId, fixedIpAddress } = fip
  if (routerId === null || portId === null || fixedIpAddress === null) return []
  const body: FloatingIpItem = {
    id: fip.id,
    floatingIp: fip.floatingIpAddress,
    fixedIp: fixedIpAddress,
    portId,
    networkId: fip.floatingNetworkId,
  }
  return [{ topic: routerTopic(routerId), key: floatingIpKey(fip.id), revision: fip.revisionNumber, body }]
}

export const floatingIpGone = (fip: Pick<FloatingIp, 'id' | 'revisionNumber'>, routerId: string): FeedWrite => ({
  topic: routerTopic(routerId),
  key: floatingIpKey(fip.id),
  revision: fip.revisionNumber + 1,
  body: null,
})

export const portForwardingWrite = (routerId: string, forwarding: PortForwarding, floatingIp: string): FeedWrite => ({
  topic: routerTopic(routerId),
  key: portForwardingKey(forwarding.id),
  revision: forwarding.revisionNumber,
  body: {
    id: forwarding.id,
    floatingIpId: forwarding.floatingIpId,
    floatingIp,
    protocol: forwarding.protocol,
    externalPorts: forwarding.externalPorts,
    internalIp: forwarding.internalIpAddress,
    internalPorts: forwarding.internalPorts,
  } satisfies PortForwardingItem,
})

export const portForwardingGone = (
  routerId: string,
  { id, revisionNumber }: Pick<PortForwarding, 'id' | 'revisionNumber'>,
): FeedWrite => ({ topic: routerTopic(routerId), key: portForwardingKey(id), revision: revisionNumber + 1, body: null })

export const conntrackHelperWrite = (helper: ConntrackHelper): FeedWrite => ({
  topic: routerTopic(helper.routerId),
  key: conntrackHelperKey(helper.id),
  revision: helper.revisionNumber,
  body: {
    id: helper.id,
    protocol: helper.protocol,
    port: helper.port,
    helper: helper.helper,
  } satisfies ConntrackHelperItem,
})

export const conntrackHelperGone = ({ id, routerId, revisionNumber }: ConntrackHelper): FeedWrite => ({
  topic: routerTopic(routerId),
  key: conntrackHelperKey(id),
  revision: revisionNumber + 1,
  body: null,
})
