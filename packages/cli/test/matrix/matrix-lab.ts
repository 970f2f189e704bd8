import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { applyTopology } from '../../src/lab/apply/lab-apply.ts'
import { labExec } from '../../src/lab/lab-exec.ts'
import type { LabState } from '../../src/lab/state/lab-state.ts'
import { labUp } from '../../src/lab/lab-up.ts'
import { underlayNetns } from '../../src/lab/state/names.ts'
import { parseTopology } from '../../src/lab/state/topology.ts'

export const HOSTS = ['lb1', 'lb2', 'ovs1', 'ovs2'] as const
/** Of every VM on its own host that is in a network of its own: what a VM on another network must never answer for. */
export const FAR_IP = '10.0.0.12'
export const NEAR_IP = '10.0.0.11'
export const CIDR = '10.0.0.0/24'

export const bystander = (host: string): string => `aside-${host}`

const MESH_INI = `[ml2]
type_drivers = vxlan,gre,geneve,vlan,flat
project_network_types = vxlan
mechanism_drivers = linuxbridge,openvswitch
[ml2_type_vxlan]
vni_ranges = 100:9999
[ml2_type_gre]
tunnel_id_ranges = 100:9999
[ml2_type_geneve]
vni_ranges = 100:9999
[ml2_type_vlan]
network_vlan_ranges = physnet1:1000:1999
[ml2_type_flat]
flat_networks = physnet1
[vxlan]
l2_population = False
`

/** Two hosts of either switch, each with a VM of no concern. */
export async function matrixUp(name: string, population: boolean, folder: string): Promise<LabState> {
  const mesh = join(folder, 'mesh.ini')
  await writeFile(mesh, MESH_INI)
  const hosts = HOSTS.map((host) => ({
    name: host,
    mechanism: host.startsWith('lb') ? 'linuxbridge' : 'openvswitch',
  }))
  const state = await labUp({ name, hosts, configFiles: population ? [] : [mesh] })
  const topology = {
    networks: HOSTS.map((host) => ({ name: bystander(host), subnets: [{ cidr: CIDR }] })),
    vms: HOSTS.map((host) => ({ name: bystander(host), network: bystander(host), host, ip: FAR_IP })),
  }
  await applyTopology(parseTopology(JSON.stringify(topology), 'bystanders.json'), { lab: name })
  await introduce(state)
  return state
}

/** Every pair of hosts exchanges a packet, so that the wire knows where each is and floods nothing to a third one. */
async function introduce({ name, hosts }: LabState): Promise<void> {
  for (const from of hosts) {
    const others = hosts.filter((host) => host !== from)
    await Promise.all(others.map(({ vtep }) => labExec(from.name, ['ping', '-c', '1', '-W', '1', vtep], name)))
  }
}

/** Numbers of the wires' devices that lead to each host, on either wire. */
export async function wirePorts(state: LabState): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await execa('ip', ['-n', underlayNetns(state.name), '-j', 'link', 'show'])
  const links = JSON.parse(stdout) as readonly { readonly ifname: string; readonly ifindex: number }[]
  return new Map(
    links.flatMap(({ ifname, ifindex }) => {
      const index = /^(?:port|wire)(\d+)$/.exec(ifname)?.[1]
      const host = state.hosts.find((one) => String(one.index) === index)
      return host === undefined ? [] : [[ifindex, host.name] as const]
    }),
  )
}
