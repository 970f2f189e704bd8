import { describeAgentRole, type RoleItem, type RoleObject, sampleDhcpNetwork } from '@netloom/testing/conformance'
import { DHCP_ENTITY, DHCP_PORT_OWNER, dhcpDeviceId, dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import { NETWORK_KEY, portKey } from '@netloom/core/wire'
import { dhcpRole, dnsmasqDriver } from '../src/agent/index.ts'

const PORTS = ['own', 'guest'] as const

/** A network each, with a subnet, the server's port and a guest. */
function servedNetwork(index: number, host: string): RoleObject {
  const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
  const { network, subnets, ports } = sampleDhcpNetwork({ guests: 1, text: `vm-${String(index)}` })
  const networkId = `a${hex}0000-0000-4000-8000-000000000000`
  const topic = dhcpNetworkTopic(networkId)
  const ids = PORTS.map((_, number) => `${String(number)}b${hex}000-0000-4000-8000-000000000000`)
  const items: readonly RoleItem[] = [
    { topic: dhcpTopic(host), key: `network/${networkId}`, body: { networkId } },
    { topic, key: NETWORK_KEY, body: { ...network, id: networkId } },
    ...subnets.map((subnet): RoleItem => ({ topic, key: `subnet/${subnet.id}`, body: subnet })),
    ...PORTS.flatMap((name, number) => {
      const port = ports[number]
      const id = ids[number]
      if (port === undefined || id === undefined) return []
      const own = { deviceOwner: DHCP_PORT_OWNER, deviceId: dhcpDeviceId(host, networkId), host }
      return [{ topic, key: portKey(id), body: { ...port, id, ...(name === 'own' && own) } }]
    }),
  ]
  return { items, ids, changed: { topic, key: NETWORK_KEY, body: { ...network, id: networkId, mtu: 1_400 } } }
}

const driver = dnsmasqDriver({ directory: '/confs' })

describeAgentRole('dhcp', {
  open: () =>
    Promise.resolve({
      role: dhcpRole(driver),
      kinds: driver.kinds ?? [],
      entity: DHCP_ENTITY,
      object: servedNetwork,
      isMarked: (state) => !('owner' in state) || state.owner !== '',
    }),
})
