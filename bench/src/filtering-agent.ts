import { Agent } from '@netloom/agent-runtime'
import { type DeviceKind, type FeedItem, silentLogger } from '@netloom/core'
import { type SecurityRuleItem, securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, networkTopic, portKey, type Topic } from '@netloom/core/wire'
import { kernelHost } from '@netloom/dataplane'
import { linuxBridgeFirewall, linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { range } from './population.ts'

const uuid = (sort: number, n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(sort).padStart(12, '0')}`
export const GROUP: string = uuid(1, 1)
export const REMOTE: string = uuid(1, 2)
const NETWORK = uuid(2, 1)
export const addressOf = (n: number): string => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`

/** Ports have no devices of their own: their rules are made before. */
export const portItem = (n: number): FeedItem => {
  const mac = n
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(?=.)/g, '$1:')
  const body = {
    ...{ id: uuid(3, n), networkId: NETWORK, macAddress: `fa:16:3e:${mac}`, adminStateUp: true },
    ...{ deviceOwner: 'compute:nova', deviceId: '', fixedIps: [{ subnetId: 's', ipAddress: addressOf(n) }] },
    ...{ allowedAddressPairs: [], portSecurityEnabled: true, segmentId: 's', vifType: 'bridge', vnicType: 'normal' },
    ...{ profile: {}, extensions: { 'security-groups': { groupIds: [GROUP], stateful: true } } },
  }
  return { key: portKey(uuid(3, n)), revision: 1, body }
}
export const ruleItem = (n: number): FeedItem => {
  const body: SecurityRuleItem = {
    ...{ id: uuid(4, n), direction: 'ingress', ethertype: 'IPv4', protocol: 6, portMin: n + 1, portMax: n + 1 },
    ...{ remotePrefix: null, remoteGroupId: n === 0 ? REMOTE : null, remoteAddressGroupId: null },
  }
  return { key: `rule/${body.id}`, revision: 1, body }
}
export const memberItem = (n: number): FeedItem => ({
  key: portKey(uuid(5, n)),
  revision: 1,
  body: { portId: uuid(5, n), addresses: [addressOf(n)] },
})
const networkItem: FeedItem = {
  ...{ key: 'network', revision: 1 },
  body: {
    ...{ id: NETWORK, adminStateUp: true, mtu: 1500 },
    segments: [{ id: 's', networkType: 'local', physicalNetwork: null, segmentationId: null }],
  },
}

/** An agent with so many ports, settled; what its first rules took. */
export async function cold(
  ports: number,
): Promise<{ readonly agent: Agent; readonly took: number; readonly stop: () => Promise<void> }> {
  const renderer = linuxBridgeRenderer({})
  const firewall = linuxBridgeFirewall()
  // Rules alone: the bridge that the ports would join is made by other tools, at the same time.
  let applied = 0
  const kinds = (firewall.kinds ?? []).map((kind): DeviceKind => {
    if (kind.kind !== 'bridge-guard' || kind.apply === undefined) return kind
    const apply = kind.apply.bind(kind)
    return {
      ...kind,
      apply: async (steps, access) => {
        const began = performance.now()
        const results = await apply(steps, access)
        applied += performance.now() - began
        return results
      },
    }
  })
  const host = kernelHost({ name: 'host1', kinds, logger: silentLogger })
  const agent = new Agent({ host, renderer, firewall, auditInterval: 0 })
  await agent.start()
  const tell = async (topic: Topic, items: readonly FeedItem[]): Promise<void> => {
    agent.receive({ type: 'snapshot', topic, cursor: { epoch: 'e', rev: 1 }, items })
    await agent.idle()
  }
  await tell(hostTopic('host1'), range(ports).map(portItem))
  await tell(securityMembersTopic(REMOTE), [])
  await tell(networkTopic(NETWORK), [networkItem])
  applied = 0
  await tell(securityGroupTopic(GROUP), range(20).map(ruleItem))
  await tell(securityMembersTopic(REMOTE), range(100).map(memberItem))
  return {
    agent,
    took: applied,
    stop: async () => {
      await agent.stop()
      await host.close()
    },
  }
}
