import { execFileSync } from 'node:child_process'
import { Agent } from '@netloom/agent-runtime'
import { type DeviceKind, type FeedItem, silentLogger } from '@netloom/core'
import { type SecurityRuleItem, securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, networkTopic, portKey, type Topic } from '@netloom/core/wire'
import { Connections, kernelHost } from '@netloom/dataplane'
import { linuxBridgeFirewall, linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { range } from './population.ts'
import { median } from './report.ts'
import { timed } from './scratch.ts'

/** Runs in a namespace of its own, as an agent does, and prints what it measured. Ports have no devices: their rules are made before. */
const uuid = (sort: number, n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(sort).padStart(12, '0')}`
const [GROUP, REMOTE, NETWORK] = [uuid(1, 1), uuid(1, 2), uuid(2, 1)]
const addressOf = (n: number): string => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`

const portItem = (n: number): FeedItem => {
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
const ruleItem = (n: number): FeedItem => {
  const body: SecurityRuleItem = {
    ...{ id: uuid(4, n), direction: 'ingress', ethertype: 'IPv4', protocol: 6, portMin: n + 1, portMax: n + 1 },
    ...{ remotePrefix: null, remoteGroupId: n === 0 ? REMOTE : null, remoteAddressGroupId: null },
  }
  return { key: `rule/${body.id}`, revision: 1, body }
}
const memberItem = (n: number): FeedItem => ({
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

const nft = (...args: readonly string[]): string => execFileSync('nft', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
const replay = (text: string): void => {
  execFileSync('nft', ['-f', '-'], { input: text })
}

/** An agent with so many ports, settled; what its first rules took. */
async function cold(
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

async function changes(agent: Agent, topic: Topic, itemOf: (n: number) => FeedItem): Promise<number> {
  const times: number[] = []
  let rev = 1
  for (const n of range(31)) {
    const took = await timed(async () => {
      agent.receive({
        type: 'change',
        topic,
        previous: rev,
        cursor: { epoch: 'e', rev: rev + 1 },
        changes: [itemOf(1_000 + n)],
      })
      await agent.idle()
    })
    rev += 1
    if (n >= 10) times.push(took)
  }
  return median(times)
}

const FLOOD = `
import socket
s = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for n in range(100000):
    try: s[0].sendto(b"x", ("127.%d.%d.%d" % (1 + (n >> 16), (n >> 8) & 255, n & 255), 9))
    except OSError: pass`

interface Cuts {
  readonly entries: number
  readonly took: number
  readonly took6: number
  readonly process: number
}

async function connections(): Promise<Cuts> {
  nft('add table inet track')
  nft('add chain inet track out { type filter hook output priority 0; }')
  nft('add rule inet track out ct state new accept')
  execFileSync('python3', ['-c', FLOOD])
  const entries = Number(execFileSync('sysctl', ['-n', 'net.netfilter.nf_conntrack_count'], { encoding: 'utf8' }))
  const one = new Connections(undefined)
  const cut = { zone: 4_200, family: 4, destination: '10.0.0.1', protocol: 6, destinationPort: 80 } as const
  await one.delete(cut)
  const took = await timed(() => one.delete(cut))
  const took6 = await timed(() => one.delete({ zone: 4_200, family: 6, destination: 'fd00::1' }))
  const process = await timed(() => {
    try {
      execFileSync('conntrack', ['-D', '-w', '4200', '-f', 'ipv4', '-d', '10.0.0.1', '-p', 'tcp'], { stdio: 'ignore' })
    } catch {
      // Nothing was there to delete.
    }
    return Promise.resolve()
  })
  await one.close()
  return { entries, took, took6, process }
}

// The first one loads and compiles.
await (await cold(500)).stop()
nft('flush', 'ruleset')
const half = await cold(500)
const text = nft('list', 'ruleset')
await half.stop()
const raw: number[] = []
for (const round of range(5)) {
  nft('flush', 'ruleset')
  const took = await timed(() => {
    replay(text)
    return Promise.resolve()
  })
  if (round > 0) raw.push(took)
}
nft('flush', 'ruleset')
const whole = await cold(1_000)
const rule = await changes(whole.agent, securityGroupTopic(GROUP), ruleItem)
const member = await changes(whole.agent, securityMembersTopic(REMOTE), memberItem)
await whole.stop()
console.log(JSON.stringify({ cold: half.took, raw: median(raw), rule, member, ...(await connections()) }))
