import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Rendered, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { addNamespaces, runInNamespace } from '@netloom/dataplane'
import { PHYSICAL_NETWORK, PROVIDER_NIC, tapName } from '../../../src/lab/state/names.ts'
import type { CellNetwork, End } from '../ask.ts'
import { bridgeRows } from '../bridge-rows.ts'
import { switchRows } from '../switch-rows.ts'
import { VlanHost, ask } from './vlan-host.ts'
import { HOSTS, type HostName, type VlanSeen } from './vlan-seen.ts'

/*
 * Runs inside a user-mode kernel: hosts of either switch on one wire, and VLAN networks between two of them, one after the
 * other. Prints what was seen of each as JSON. The kernel ends afterwards, so only what is being tested is taken away.
 */

const NEAR_IP = '10.0.0.11'
const FAR_IP = '10.0.0.12'
const ASIDE = 1900

interface Vm extends End {
  readonly netns: string
  readonly portId: string
}

const networkOf = (vlanId: number): NetworkItem => ({
  id: `${String(vlanId)}0000-0000-4000-8000-000000000000`,
  adminStateUp: true,
  mtu: 1500,
  segments: [{ id: String(vlanId), networkType: 'vlan', physicalNetwork: PHYSICAL_NETWORK, segmentationId: vlanId }],
})

const vmOf = (host: HostName, vlanId: number, ip: string): Vm => {
  const n = String(HOSTS.indexOf(host) + 1)
  const rest = String(vlanId)
  return {
    host,
    netns: `vm-${host}-${rest}`,
    portId: `${n}${rest}000-0000-4000-8000-000000000000`,
    macAddress: `fa:16:3e:0${n}:${rest.slice(0, 2)}:${rest.slice(2)}`,
    addresses: [`${ip}/24`],
  }
}

const portOf = ({ portId, macAddress, addresses }: Vm, { id }: NetworkItem, vlanId: number): PortItem => ({
  id: portId,
  networkId: id,
  macAddress,
  adminStateUp: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  fixedIps: addresses.map((address) => ({ subnetId: 'subnet', ipAddress: address.split('/')[0] ?? '' })),
  allowedAddressPairs: [],
  portSecurityEnabled: false,
  segmentId: String(vlanId),
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
})

const batch = (netns: string, lines: readonly string[]): Promise<string> =>
  runInNamespace(netns, ['ip', '-batch', '-'], { input: lines.map((line) => `${line}\n`).join('') })

async function boot({ host, netns, portId, macAddress, addresses }: Vm): Promise<void> {
  await batch(host, [`link add name ${tapName(portId)} type veth peer name eth0 netns ${netns}`])
  await batch(netns, [
    `link set dev eth0 address ${macAddress} up`,
    ...addresses.map((address) => `addr add ${address} dev eth0`),
  ])
}

const rendered = (renderer: SwitchRenderer, vm: Vm, vlanId: number): readonly Rendered[] => [
  ...renderer.network(networkOf(vlanId)),
  ...renderer.attachment(portOf(vm, networkOf(vlanId), vlanId), networkOf(vlanId)),
]

const pings = (from: Vm, to: string): Promise<boolean> =>
  ask(from.netns, ['ping', '-c', '1', '-W', '2', to]).then(
    () => true,
    () => false,
  )

/** What a host sends, with tags. */
async function watch(host: string): Promise<() => Promise<readonly string[]>> {
  const filter = 'arp or icmp or (vlan and (arp or icmp))'
  const tcpdump = spawn('ip', [
    ...['netns', 'exec', 'wire', 'tcpdump', '-i', `p-${host}`, '-Q', 'in', '-enl', '--immediate-mode', filter],
  ])
  let said = ''
  tcpdump.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  // Its first words: that it listens.
  await once(tcpdump.stderr, 'data')
  return async () => {
    // Two pings: each host has sent a request and a reply.
    for (let turn = 0; turn < 100 && said.split('ICMP').length < 3; turn += 1) await sleep(20)
    tcpdump.kill('SIGINT')
    await once(tcpdump, 'close')
    return said.split('\n').flatMap((line) => {
      const what = /ICMP echo (request|reply)/.exec(line)?.[1] ?? (line.includes('Request who-has') ? 'arp' : undefined)
      return what === undefined ? [] : [`${/802\.1Q.*?vlan (\d+)/.exec(line)?.[1] ?? 'untagged'} ${what}`]
    })
  }
}

async function rowsOf(network: CellNetwork): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows: Record<string, readonly string[]> = {}
  const macs = [network.near.macAddress, network.far.macAddress]
  for (const host of HOSTS) {
    const all = await (host.startsWith('lb') ? bridgeRows : switchRows)(host, network, ask)
    rows[host] = all.filter((row) => !row.startsWith('learned ') || macs.some((mac) => row.includes(mac))).sort()
  }
  return rows
}

const CELLS = [true, false].flatMap((population, block) =>
  (['linuxbridge', 'mixed'] as const).map((switches, index) => {
    const vlanId = 1001 + 2 * block + index
    const far = switches === 'mixed' ? ('ovs1' as const) : ('lb2' as const)
    return { population, switches, vlanId, near: vmOf('lb1', vlanId, NEAR_IP), far: vmOf(far, vlanId, FAR_IP) }
  }),
)
// Of another network, and with the address that is asked for: they must never answer.
const asides = (['lb2', 'ovs1'] as const).map((host) => vmOf(host, ASIDE, FAR_IP))

const vms = [...asides, ...CELLS.flatMap(({ near, far }) => [near, far])]
await addNamespaces(['wire', ...HOSTS, ...vms.map(({ netns }) => netns)])
await batch('wire', [
  'link add name br0 type bridge forward_delay 0 mcast_snooping 0',
  'link set dev br0 up',
  ...HOSTS.flatMap((host) => [
    `link add name p-${host} type veth peer name ${PROVIDER_NIC} netns ${host}`,
    `link set dev p-${host} master br0 up`,
  ]),
])
for (const host of HOSTS) await batch(host, [`link set dev ${PROVIDER_NIC} up`])
for (const vm of vms) await boot(vm)
const hosts = new Map<string, VlanHost>()
for (const name of HOSTS) hosts.set(name, await VlanHost.open(name))
const hostOf = ({ host }: Vm): VlanHost => hosts.get(host) as VlanHost

const seen: VlanSeen[] = []
for (const { population, switches, vlanId, near, far } of CELLS) {
  for (const aside of asides) {
    const renderer = hostOf(aside).renderer(population)
    await hostOf(aside).demand({ base: renderer.base?.() ?? [], aside: rendered(renderer, aside, ASIDE) })
  }
  for (const vm of [near, far]) {
    await hostOf(vm).demand({ cell: rendered(hostOf(vm).renderer(population), vm, vlanId) })
    await hostOf(vm).audit()
  }
  const network: CellNetwork = { type: 'vlan', networkId: networkOf(vlanId).id, segmentationId: vlanId, near, far }
  const watches = [await watch(near.host), await watch(far.host)]
  const firstPings = { near: await pings(near, FAR_IP), far: await pings(far, NEAR_IP) }
  const sent: string[] = []
  for (const stop of watches) sent.push(...(await stop()))
  const neighbour = await ask(near.netns, ['ip', 'neigh', 'show', FAR_IP])
  const rows = await rowsOf(network)
  for (const vm of [near, far]) await hostOf(vm).demand({ cell: [] })
  seen.push({
    ...{ population, switches, network, firstPings, sent, rows },
    answeredBy: /lladdr (\S+)/.exec(neighbour)?.[1] ?? 'nobody',
    rowsAfter: await rowsOf(network),
    linksAfter: [...(await hostOf(near).host.links())].sort(),
    troubles: [near, far].flatMap((vm) => hostOf(vm).troubles.splice(0)),
  })
}
console.log(JSON.stringify(seen))
process.exit(0)
