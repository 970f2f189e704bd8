import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { DesiredTable } from '@netloom/agent-runtime'
import { type Host, silentLogger } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { addNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { linuxBridgeRenderer, tapName } from '@netloom/mech-linuxbridge/agent'

/*
 * Runs inside a user-mode kernel: two hosts on one wire, two VLAN networks with the same addresses, and what was seen, printed
 * as JSON. The kernel ends afterwards, so nothing is cleaned up but what is being tested.
 */

const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth1' } })
const VLANS = [1005, 1006] as const
const HOSTS = [1, 2] as const

const networkOf = (vlanId: number): NetworkItem => ({
  id: `${String(vlanId)}0000-0000-4000-8000-000000000000`,
  adminStateUp: true,
  mtu: 1500,
  segments: [{ id: String(vlanId), networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: vlanId }],
})

const macOf = (n: number, vlanId: number): string =>
  `fa:16:3e:00:0${String(n)}:${String(vlanId - 1000).padStart(2, '0')}`

const portOf = (n: number, vlanId: number): PortItem => ({
  id: `${String(n)}${String(vlanId)}000-0000-4000-8000-000000000000`,
  networkId: networkOf(vlanId).id,
  macAddress: macOf(n, vlanId),
  adminStateUp: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  fixedIps: [{ subnetId: 'subnet', ipAddress: `10.0.0.${String(n)}` }],
  allowedAddressPairs: [],
  portSecurityEnabled: true,
  segmentId: String(vlanId),
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
})

const run = (netns: string, command: string): Promise<string> => runInNamespace(netns, command.split(' '))
const batch = (netns: string, lines: readonly string[]): Promise<string> =>
  runInNamespace(netns, ['ip', '-batch', '-'], { input: lines.map((line) => `${line}\n`).join('') })

async function settle(host: Host, table: DesiredTable): Promise<readonly unknown[]> {
  const plan = table.plan('all', { present: () => true, confirmed: true })
  return table.settle(plan, await host.apply(plan.steps))
}

async function drift(host: Host, table: DesiredTable): Promise<number> {
  table.observe(await host.read())
  return table.plan('all', { present: () => true, confirmed: true }).steps.length
}

const vm = (n: number, vlanId: number): string => `vm${String(n)}-${String(vlanId)}`

await addNamespaces(['wire', 'h1', 'h2', ...HOSTS.flatMap((n) => VLANS.map((vlanId) => vm(n, vlanId)))])
await batch('wire', [
  'link add name br0 type bridge forward_delay 0',
  'link set dev br0 up',
  ...HOSTS.flatMap((n) => [
    `link add name p${String(n)} type veth peer name eth1 netns h${String(n)}`,
    `link set dev p${String(n)} master br0 up`,
  ]),
])
const hosts: { n: number; host: Host; table: DesiredTable }[] = []
const troubles: unknown[] = []
for (const n of HOSTS) {
  const netns = `h${String(n)}`
  await batch(netns, [
    'link set dev eth1 up',
    ...VLANS.map((id) => `link add name ${tapName(portOf(n, id).id)} type veth peer name eth0 netns ${vm(n, id)}`),
  ])
  const host = kernelHost({ name: netns, netns, logger: silentLogger })
  const table = new DesiredTable(host.kinds)
  for (const vlanId of VLANS) {
    const rendered = [
      ...renderer.network(networkOf(vlanId)),
      ...renderer.attachment(portOf(n, vlanId), networkOf(vlanId)),
    ]
    table.set(
      String(vlanId),
      rendered.map(({ state, rule }) => ({ state, cause: { object: 'test', revision: 1, rule } })),
    )
    await batch(vm(n, vlanId), [
      `link set dev eth0 address ${macOf(n, vlanId)} up`,
      `addr add 10.0.0.${String(n)}/24 dev eth0`,
    ])
  }
  troubles.push(...(await settle(host, table)))
  hosts.push({ n, host, table })
}

// An address that one of the networks has and the other has not.
await run(vm(2, 1006), 'ip addr add 10.0.0.9/24 dev eth0')
const dump = spawn('ip', 'netns exec wire tcpdump -i p1 -e -nn -l icmp or (vlan and icmp)'.split(' '), {
  stdio: ['ignore', 'pipe', 'pipe'],
})
let frames = ''
dump.stdout.on('data', (chunk: Buffer) => (frames += chunk.toString()))
await once(dump.stderr, 'data')
const pings: Record<string, string> = {}
const answeredBy: Record<string, string> = {}
const lossOf = (printed: string): string => /(\d+)% packet loss/.exec(printed)?.[1] ?? printed
for (const vlanId of VLANS) {
  pings[vlanId] = lossOf(await run(vm(1, vlanId), 'ping -c 3 -i 0.05 -W 2 10.0.0.2'))
  answeredBy[vlanId] = /lladdr (\S+)/.exec(await run(vm(1, vlanId), 'ip neigh show 10.0.0.2'))?.[1] ?? 'nobody'
}
pings['1006 to 10.0.0.9'] = lossOf(await run(vm(1, 1006), 'ping -c 1 -W 2 10.0.0.9'))
pings['1005 to 10.0.0.9'] = lossOf(
  await run(vm(1, 1005), 'ping -c 1 -W 1 10.0.0.9').catch((error: unknown) => String(error)),
)
dump.kill('SIGINT')
await once(dump, 'close')

const audits: number[] = []
for (const { host, table } of hosts) audits.push(await drift(host, table))
const first = hosts[0]
const linksLeft: string[] = []
if (first !== undefined) {
  for (const vlanId of VLANS) first.table.drop(String(vlanId))
  troubles.push(...(await settle(first.host, first.table)))
  linksLeft.push(...(await first.host.links()))
}
for (const { host } of hosts) await host.close()
console.log(
  JSON.stringify({
    troubles,
    pings,
    answeredBy,
    requests: frames.split('\n').filter((line) => line.includes('echo request')),
    audits,
    linksLeft: linksLeft.sort(),
  }),
)
