import { same, sameSet, text } from './chapter-article.ts'
import type { Claims } from './claims.ts'
import type { Cloud, Machine } from './cloud.ts'
import { readFlows, showFlows, type Flow } from './flow-tables.ts'
import { noTables } from './host-tables.ts'
import { showTables } from './show-tables.ts'
import { tablesWhen } from './tables-when.ts'
import { tunnelTablesWhen } from './tunnel-tables.ts'

/** Two hosts with Open vSwitch and one with the Linux bridge in one VXLAN network: the tables of each, and what crosses the wire. */
export async function playOpenvswitch(cloud: Cloud, claims: Claims): Promise<void> {
  const vm1 = await cloud.boot({ name: 'vm1', host: 'ovs1', ip: '172.16.100.10' })
  const vm2 = await cloud.boot({ name: 'vm2', host: 'ovs2', ip: '172.16.100.11' })
  const vm3 = await cloud.boot({ name: 'vm3', host: 'bridge1', ip: '172.16.100.12' })
  await claimFlows(cloud, claims, vm2, vm3)
  await claimBridge(cloud, claims, vm1, vm2)
  await claimWire(cloud, claims, [vm1, vm2, vm3])
  await claimFlood(cloud, claims)
  await claimRestart(cloud, claims)
}

const vtep = (cloud: Cloud, host: string): string => cloud.vteps.get(host) ?? ''

/** What the first host's switch has for the machines behind the other two. */
async function claimFlows(cloud: Cloud, claims: Claims, vm2: Machine, vm3: Machine): Promise<void> {
  const [ovs2, bridge1] = [vtep(cloud, 'ovs2'), vtep(cloud, 'bridge1')]
  const { flows, unicast, flood, answers } = await tunnelTablesWhen(
    cloud,
    'ovs1',
    (tables) => tables.unicast.size === 2 && tables.flood.size === 2,
  )
  console.log('\n  $ ovs-ofctl dump-flows br-tun   # on ovs1, by table\n')
  showFlows(flows, [vm2.mac, vm3.mac, vm2.ip, vm3.ip])
  console.log()
  const remote = new Map([
    [vm2.mac, ovs2],
    [vm3.mac, bridge1],
  ])
  claims.check(
    `table 20 of ovs1 sends vm2's MAC to ${ovs2} and vm3's to ${bridge1}, and no other`,
    same(unicast, remote),
    text(unicast),
  )
  const known = [vm2.ip, vm3.ip]
  claims.check('table 21 answers ARP for exactly their two addresses', sameSet(answers, known), [...answers].join(' '))
  claims.check('table 22 floods to exactly those two hosts', sameSet(flood, [ovs2, bridge1]), [...flood].join(' '))
}

/** What the Linux bridge of the third host has for the machines behind Open vSwitch. */
async function claimBridge(cloud: Cloud, claims: Claims, vm1: Machine, vm2: Machine): Promise<void> {
  const tables = await tablesWhen(cloud, ['bridge1'], ([table]) => table?.unicast.size === 2)
  const bridge = tables.get('bridge1') ?? noTables('bridge1')
  const vteps = [vtep(cloud, 'ovs1'), vtep(cloud, 'ovs2')]
  showTables([bridge], `vxlan-${String(cloud.vni)}`, vteps)
  const wanted = new Map([vm1, vm2].map(({ mac }, index) => [mac, vteps[index] ?? '']))
  claims.check(
    'the Linux bridge forwards to both hosts with Open vSwitch',
    same(bridge.unicast, wanted),
    text(bridge.unicast),
  )
}

async function claimWire(cloud: Cloud, claims: Claims, machines: readonly Machine[]): Promise<void> {
  const hosts = [...cloud.vteps.values()]
  const homes = new Map(machines.map(({ mac }, index) => [mac, hosts[index] ?? '']))
  const pairs = machines.flatMap((from) => machines.filter((to) => to !== from).map((to) => [from, to] as const))
  const ping = ([from, to]: (typeof pairs)[number]): Promise<boolean> =>
    cloud.succeeds(from.name, 'ping', '-c', '3', '-i', '0.05', '-W', '1', to.ip)
  // Open vSwitch asks the underlay for a VTEP's MAC when it first needs it, and drops the packet that made it ask.
  for (const pair of pairs) await ping(pair)
  for (const { name } of machines) await cloud.run(name, 'ip', 'neigh', 'flush', 'dev', 'eth0')
  const answered: boolean[] = []
  const wire = await cloud.watchWire(homes, async () => {
    for (const pair of pairs) answered.push(await ping(pair))
  })
  const packets = pairs.length * 6
  claims.check('every machine pings every other, whatever the switch', answered.every(Boolean))
  claims.check(
    `${String(packets)} VXLAN packets crossed the underlay, one for each request and reply`,
    wire.vxlan === packets,
    String(wire.vxlan),
  )
  claims.check('ARP frames on the underlay: 0', wire.arp === 0, String(wire.arp))
  claims.check(
    'packets to a host behind which their receiver does not live: 0',
    wire.misdirected === 0,
    String(wire.misdirected),
  )
}

/** What nobody has answered for goes to every host of the network, once. */
async function claimFlood(cloud: Cloud, claims: Claims): Promise<void> {
  const wire = await cloud.watchWire(new Map(), async () => {
    await cloud.succeeds('vm1', 'ping', '-c', '1', '-W', '1', '172.16.100.99')
  })
  const [to2, to3] = ['ovs2', 'bridge1'].map((host) => wire.copies.get(host) ?? 0)
  claims.check(
    'a request for an address that nobody has reaches each other host of the network once',
    to2 !== undefined && to2 > 0 && to2 === to3 && wire.vxlan === 2 * to2,
    `${String(to2)} and ${String(to3)} copies, ${String(wire.vxlan)} packets`,
  )
}

/** A new agent finds the flows of the old one right, and leaves them alone. */
async function claimRestart(cloud: Cloud, claims: Claims): Promise<void> {
  const read = async (): Promise<readonly Flow[]> =>
    (await Promise.all(['br-int', 'br-tun'].map((bridge) => readFlows(cloud, 'ovs1', bridge)))).flat()
  const before = await read()
  const started = performance.now()
  await cloud.restart('agent@ovs1')
  const after = await read()
  const elapsed = (performance.now() - started) / 1000
  const keys = (flows: readonly Flow[]): string =>
    flows
      .map(({ table, match, actions }) => `${String(table)} ${match} ${actions}`)
      .sort()
      .join('\n')
  const rewritten = after.filter(({ age }) => age < elapsed)
  claims.check(
    `the agent of ovs1 is killed and started again: all ${String(before.length)} flows are the same, none was written anew`,
    keys(before) === keys(after) && rewritten.length === 0,
    `${String(after.length)} flows, ${String(rewritten.length)} new`,
  )
}
