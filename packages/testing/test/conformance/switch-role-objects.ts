import {
  hostTopic,
  memberKey,
  type MemberItem,
  NETWORK_KEY,
  type NetworkItem,
  networkTopic,
  type PopulationItem,
  type PortItem,
  portKey,
} from '@netloom/core/wire'
import type { AgentRoleFixture } from '../../src/conformance/index.ts'

/** A network each, with one port on the host and one elsewhere. */
export const switchRoleObject =
  (networkType: string): AgentRoleFixture['object'] =>
  (index, host) => {
    const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
    const id = (sort: string): string => `${sort}${hex}0000-0000-4000-8000-000000000000`
    const segmentationId = 100 + index
    const network: NetworkItem = {
      ...{ id: id('a'), adminStateUp: true, mtu: 1450 },
      segments: [{ id: id('b'), networkType, physicalNetwork: null, segmentationId }],
    }
    const port: PortItem = {
      ...{ id: id('c'), networkId: network.id, macAddress: `fa:16:3e:00:00:${hex.slice(0, 2)}`, adminStateUp: true },
      ...{ deviceOwner: 'compute:nova', deviceId: '', allowedAddressPairs: [], portSecurityEnabled: true },
      fixedIps: [{ subnetId: id('d'), ipAddress: `10.0.0.${String(index)}` }],
      ...{ segmentId: id('b'), vifType: 'bridge', vnicType: 'normal', profile: {} },
    }
    const elsewhere = { host: 'kit-elsewhere', vtep: '192.0.2.9', networkType, segmentationId }
    const member: MemberItem = elsewhere
    const population: PopulationItem = {
      ...{ portId: id('e'), macAddress: `fa:16:3e:00:01:${hex.slice(0, 2)}`, ipAddresses: [`10.0.1.${String(index)}`] },
      ...elsewhere,
    }
    const topic = networkTopic(network.id)
    return {
      items: [
        { topic: hostTopic(host), key: portKey(port.id), body: port },
        { topic, key: NETWORK_KEY, body: network },
        { topic, key: memberKey(member.host), body: member },
        { topic, key: portKey(population.portId), body: population },
      ],
      ids: [port.id],
      changed: { topic, key: NETWORK_KEY, body: { ...network, mtu: 1400 } },
      links: [`tap${port.id.slice(0, 11)}`],
    }
  }
