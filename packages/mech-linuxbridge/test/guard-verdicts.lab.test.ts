import { randomUUID } from 'node:crypto'
import { type Host, silentLogger } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { FrameInjector, OWN, PAIR, VERDICTS, judge, spoofsOf, type Verdict } from '@netloom/testing/lab'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const NETWORK: NetworkItem = { id: randomUUID(), adminStateUp: true, mtu: 1500, segments: [] }
const GUARDED: PortItem = {
  id: '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d',
  networkId: NETWORK.id,
  macAddress: OWN.mac,
  adminStateUp: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  fixedIps: [OWN.ip, OWN.ip6].map((ipAddress) => ({ subnetId: 's', ipAddress })),
  allowedAddressPairs: [{ ipAddress: PAIR.prefix, macAddress: PAIR.mac }],
  portSecurityEnabled: true,
  segmentId: 's',
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
}

const hostNs = `nlt-${randomUUID().slice(0, 8)}`
const [guest, peer] = [`${hostNs}-a`, `${hostNs}-b`]
const firewall = linuxBridgeFirewall()
let host: Host

const ip = (...args: string[]): Promise<string> => runInNamespace(hostNs, ['ip', ...args])

async function plug(vm: string, device: string, mac: string): Promise<void> {
  await ip('link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', vm)
  await ip('link', 'set', device, 'master', 'br0', 'up')
  // Nothing but what the test sends: a guest of its own accord asks for routers and groups.
  await runInNamespace(vm, ['sysctl', '-qw', 'net.ipv6.conf.eth0.disable_ipv6=1'])
  await runInNamespace(vm, ['ip', 'link', 'set', 'eth0', 'up'])
}

async function spoofs(): Promise<Readonly<Record<string, number>>> {
  const counts = (await host.spoofs?.()) ?? []
  return Object.fromEntries(counts.filter(({ packets }) => packets > 0).map(({ what, packets }) => [what, packets]))
}

beforeAll(async () => {
  await addNamespaces([hostNs, guest, peer])
  await ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0')
  await ip('link', 'set', 'br0', 'up')
  await plug(guest, `tap${GUARDED.id.slice(0, 11)}`, OWN.mac)
  await plug(peer, 'tapother', 'fa:16:3e:00:00:09')
  host = kernelHost({ name: 'h', netns: hostNs, kinds: firewall.kinds ?? [], logger: silentLogger })
})
afterAll(async () => {
  await host.close()
  await deleteNamespaces([guest, peer, hostNs])
})

/** As for every switch, but that a bridge has no tagged guests: VLAN 0, which Open vSwitch takes off, is a tag here. */
const HERE = VERDICTS.map(([what, verdict, frame]): Verdict => {
  const isTagged = ['8100', '88a8'].includes(frame.subarray(12, 14).toString('hex'))
  return [what, isTagged ? 'vlan' : verdict, frame]
})

it("guards of a Linux bridge let pass what is the port's own, and drop and count what is not", async () => {
  const steps = firewall.port(GUARDED, NETWORK).map(({ state, rule }) => ({
    op: 'create' as const,
    key: host.kinds.get(state.kind)?.key(state) ?? '',
    state,
    cause: { object: `port/${GUARDED.id}`, revision: 1, rule },
  }))
  expect(await host.apply(steps)).toEqual(steps.map(({ key }) => ({ key })))
  const [from, to] = [await FrameInjector.open(guest), await FrameInjector.open(peer)]
  expect(await judge(from, to, HERE)).toEqual(HERE.map(([what, verdict]) => [what, verdict]))
  expect(await spoofs()).toEqual(spoofsOf(HERE))
  from.close()
  to.close()
})
