import { describeAgentRole, type RoleItem, type RoleObject } from '@netloom/testing/conformance'
import { l3Role, routerKinds } from '../src/agent/index.ts'
import type { L3Options } from '../src/render/l3-options.ts'
import {
  assignmentKey,
  floatingIpKey,
  interfaceKey,
  L3_ENTITY,
  l3Topic,
  portForwardingKey,
  ROUTER_KEY,
  routerTopic,
} from '../src/wire/router-topics.ts'
import { address, EXTERNAL } from './routed-host.ts'

/** A router each, with a network behind it, a gateway, a floating IP and a forwarding. */
function router(index: number, host: string): RoleObject {
  const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
  const id = (first: string): string => `${first}${hex}0000-0000-4000-8000-000000000000`
  const routerId = id('a')
  const topic = routerTopic(routerId)
  const net = String(index % 250)
  const body = { id: routerId, projectId: 'p', adminStateUp: true, enableSnat: true, routes: [] }
  const port = { macAddress: `fa:16:3e:00:00:${hex.slice(0, 2)}`, mtu: 1450, adminStateUp: true, onLink: [] }
  const [inside, outside] = [
    address(`10.${net}.0.1`, `10.${net}.0.0/24`, null),
    address(`203.0.113.${net}`, '203.0.113.0/24', '203.0.113.254'),
  ]
  const items: readonly RoleItem[] = [
    { topic: l3Topic(host), key: assignmentKey(routerId), body: { routerId } },
    { topic, key: ROUTER_KEY, body },
    {
      ...{ topic, key: interfaceKey(id('b')) },
      body: { ...port, portId: id('b'), kind: 'internal', networkId: id('b'), addresses: [inside] },
    },
    {
      ...{ topic, key: interfaceKey(id('c')) },
      body: { ...port, portId: id('c'), kind: 'gateway', networkId: EXTERNAL, addresses: [outside] },
    },
    {
      ...{ topic, key: floatingIpKey(id('d')) },
      body: {
        ...{ id: id('d'), floatingIp: `198.51.100.${net}`, fixedIp: `10.${net}.0.5` },
        ...{ portId: id('e'), networkId: EXTERNAL },
      },
    },
    {
      ...{ topic, key: portForwardingKey(id('f')) },
      body: {
        ...{ id: id('f'), floatingIpId: id('f'), floatingIp: `198.51.101.${net}`, protocol: 'tcp' },
        ...{ externalPorts: [80, 80], internalIp: `10.${net}.0.6`, internalPorts: [80, 80] },
      },
    },
  ]
  return {
    items,
    ids: [routerId, id('d'), id('f')],
    changed: { topic, key: ROUTER_KEY, body: { ...body, enableSnat: false } },
  }
}

const METADATA: L3Options = {
  metadata: { port: 9697, ipv6: true, socket: '/run/metadata_proxy' },
  metadataDirectory: '/var/lib/neutron/router-metadata-proxy',
}

describeAgentRole('l3 with metadata', {
  open: () =>
    Promise.resolve({ role: l3Role(METADATA), kinds: routerKinds(METADATA), entity: L3_ENTITY, object: router }),
})
describeAgentRole('l3', {
  open: () => Promise.resolve({ role: l3Role(), kinds: routerKinds(), entity: L3_ENTITY, object: router }),
})
