import { join } from 'node:path'
import { agentFiles, type LabRole } from './lab-role.ts'
import type { LabHost, LabState } from './lab-state.ts'
import { PHYSICAL_NETWORK, PROVIDER_NIC } from './names.ts'
import { ovsConnection, ovsDirectory } from './openvswitch/ovs-directory.ts'
import { PROVIDER_OVS_BRIDGE } from './openvswitch/ovs-bridges.ts'

/** What a lab's wiring makes of a host; files that the user gives come later and win. */
export function hostDefaults(host: LabHost, mechanisms: ReadonlySet<string>): string {
  if (host.mechanism === 'openvswitch') {
    return [
      ...drivers(host),
      '[ovs]',
      `bridge_mappings = ${PHYSICAL_NETWORK}:${PROVIDER_OVS_BRIDGE}`,
      '# In user space: no kernel module is needed.',
      'datapath_type = netdev',
      '',
      '[agent]',
      'tunnel_types = vxlan,gre,geneve',
      '',
    ].join('\n')
  }
  return [
    ...drivers(host),
    '[linux_bridge]',
    `physical_interface_mappings = ${PHYSICAL_NETWORK}:${PROVIDER_NIC}`,
    '',
    ...(mechanisms.has('openvswitch') ? ['[vxlan]', '# What Open vSwitch uses.', 'udp_dstport = 4789', ''] : []),
  ].join('\n')
}

/** What the DHCP agent plugs with. Nothing about guards: ports are guarded unless a file says no. */
const drivers = ({ mechanism }: LabHost): readonly string[] => ['[DEFAULT]', `interface_driver = ${mechanism}`, '']

/** What only the lab can know of a host; comes last. */
export function hostIdentity(state: Pick<LabState, 'directory'>, host: LabHost, role: LabRole): string {
  // Neutron's agents of one host share a folder; here, what one keeps is easier to find apart.
  const own = `[DEFAULT]\nstate_path = ${join(state.directory, agentFiles(role, host.name))}\n\n`
  if (host.mechanism !== 'openvswitch') return `${own}[vxlan]\nlocal_ip = ${host.vtep}\n`
  const connection = ovsConnection(ovsDirectory(state, host.name))
  return `${own}[ovs]\nlocal_ip = ${host.vtep}\novsdb_connection = ${connection}\n`
}
