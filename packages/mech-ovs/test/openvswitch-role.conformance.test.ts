import { switchRole } from '@netloom/agent-runtime'
import { linkKinds } from '@netloom/dataplane'
import { hostTopic, memberKey, NETWORK_KEY, networkTopic, type PortItem, portKey } from '@netloom/core/wire'
import { describeAgentRole, type AgentRoleFixture } from '@netloom/testing/conformance'
import { openvswitchFirewall, openvswitchKinds, openvswitchRenderer } from '../src/agent/index.ts'

/** A network each, with one port on the host and one elsewhere. */
const networkWithPorts: AgentRoleFixture['object'] = (index, host) => {
  const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
  const id = (sort: string): string => `${sort}${hex}0000-0000-4000-8000-000000000000`
  const where = { networkType: 'vxlan', segmentationId: 100 + index }
  // Each network has an endpoint of its own: a tunnel that two of them need belongs to both.
  const elsewhere = { host: `kit-elsewhere${String(index)}`, vtep: `192.0.2.${String(100 + index)}`, ...where }
  const segments = [{ id: id('b'), physicalNetwork: null, ...where }]
  const network = { id: id('a'), adminStateUp: true, mtu: 1450, segments }
  const port: PortItem = {
    ...{ id: id('c'), networkId: network.id, macAddress: `fa:16:3e:00:00:${hex.slice(0, 2)}`, adminStateUp: true },
    ...{ deviceOwner: 'compute:nova', deviceId: '', allowedAddressPairs: [], portSecurityEnabled: true },
    fixedIps: [{ subnetId: id('d'), ipAddress: `10.0.0.${String(index)}` }],
    ...{ segmentId: id('b'), vifType: 'ovs', vnicType: 'normal', profile: {} },
  }
  const macAddress = `fa:16:3e:00:01:${hex.slice(0, 2)}`
  const population = { portId: id('e'), macAddress, ipAddresses: [`10.0.1.${String(index)}`], ...elsewhere }
  const topic = networkTopic(network.id)
  return {
    items: [
      { topic: hostTopic(host), key: portKey(port.id), body: port },
      { topic, key: NETWORK_KEY, body: network },
      { topic, key: memberKey(elsewhere.host), body: elsewhere },
      { topic, key: portKey(population.portId), body: population },
    ],
    ids: [port.id],
    changed: { topic, key: NETWORK_KEY, body: { ...network, mtu: 1400 } },
    links: [`tap${port.id.slice(0, 11)}`],
  }
}

describeAgentRole('l2 of an Open vSwitch with its firewall', {
  open: () => {
    const tunnels = { localIp: '192.0.2.1', tunnelTypes: ['vxlan'] as const }
    const renderer = openvswitchRenderer({ ...tunnels, l2Population: true, arpResponder: true })
    // Nothing listens there: what the kit asks of the kinds is pure.
    const kinds = openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock' })
    return Promise.resolve({
      role: switchRole(renderer, openvswitchFirewall()),
      kinds: [...linkKinds, ...kinds],
      entity: 'L2',
      object: networkWithPorts,
    })
  },
})
