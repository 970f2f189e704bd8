import { BatchPipe } from '@netloom/dataplane'
import { execa } from 'execa'
import { standaloneOvs, type StandaloneOvs } from './standalone-ovs.ts'
import { range, remoteIp, remoteMac } from './population.ts'

const NETDEV = ['datapath_type=netdev', 'fail_mode=secure']

/** A switch whose ports are plumbed by the tools of Open vSwitch, a process for each thing to be done. */
export interface PlumbedBaseline {
  /** One more port; resolves to the milliseconds from the tap's appearing to the last tool's end. */
  port(): Promise<number>
  close(): Promise<void>
}

/** @param present ports that are there before the first that is measured */
export async function plumbedBaseline(present: number): Promise<PlumbedBaseline> {
  const room = await standaloneOvs()
  const pipe = new BatchPipe({ tool: 'ip', netns: room.netns })
  await build(room)
  let ports = 0
  const port = async (): Promise<number> => {
    const number = ports++
    const start = performance.now()
    await plug(room, pipe, number)
    return performance.now() - start
  }
  for (const _ of range(present)) await port()
  return {
    port,
    async close() {
      await pipe.close()
      await room.close()
    },
  }
}

async function build({ vsctl, ofctl }: StandaloneOvs): Promise<void> {
  for (const [bridge, name, peer] of [
    ['br-int', 'patch-tun', 'patch-int'],
    ['br-tun', 'patch-int', 'patch-tun'],
  ] as const) {
    await vsctl('add-br', bridge, '--', 'set', 'Bridge', bridge, ...NETDEV)
    await vsctl('add-port', bridge, name, '--', 'set', 'Interface', name, 'type=patch', `options:peer=${peer}`)
  }
  const tunnel = ['type=vxlan', 'options:remote_ip=192.0.2.2', 'options:key=flow', 'ofport_request=9']
  await vsctl('add-port', 'br-tun', 'vxlan-2', '--', 'set', 'Interface', 'vxlan-2', ...tunnel)
  await ofctl(['add-flow', 'br-int', 'table=0,priority=0,actions=NORMAL'])
}

/** The tap, its record with what Neutron's agent keeps there, its device; the two flows of a host that is told of it. */
async function plug({ netns, vsctl, ofctl }: StandaloneOvs, pipe: BatchPipe, number: number): Promise<void> {
  const tap = `tap${String(number)}`
  const [mac, ip] = [remoteMac(0, number), remoteIp(number + 1)]
  await pipe.run([`link add name ${tap} type veth peer name x${String(number)}`, `link set ${tap} up`])
  await vsctl(
    ...['add-port', 'br-int', tap, 'tag=1', '--', 'set', 'Port', tap],
    ...['other_config:net_uuid=0', 'other_config:network_type=vxlan', 'other_config:segmentation_id=1000'],
    ...['--', 'set', 'Interface', tap, `external_ids:iface-id=${tap}`, `external_ids:attached-mac="${mac}"`],
  )
  await execa('ip', ['-n', netns, 'link', 'set', tap, 'up', 'mtu', '1450'])
  const into = 'strip_vlan,set_field:1000->tun_id,output:9'
  await ofctl(['add-flow', 'br-tun', `table=20,priority=2,dl_vlan=1,dl_dst=${mac},actions=${into}`])
  const reply = [
    'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
    `set_field:${mac}->eth_src,set_field:2->arp_op,move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]`,
    `move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],set_field:${mac}->arp_sha,set_field:${ip}->arp_spa,in_port`,
  ].join(',')
  await ofctl(['add-flow', 'br-tun', `table=21,priority=1,arp,dl_vlan=1,arp_op=1,arp_tpa=${ip},actions=${reply}`])
}
