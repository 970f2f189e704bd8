import { join } from 'node:path'
import type { LabSwitchHost, SwitchLab } from '@netloom/core'
import { agentFiles, type LabRole } from './state/lab-role.ts'
import type { LabHost, LabState } from './state/lab-state.ts'
import { PHYSICAL_NETWORK, PROVIDER_NIC } from './state/names.ts'
import { hasMetadata, userDataDirectory } from './state/user-data.ts'
import { ovsConnection, ovsDirectory } from './openvswitch/ovs-directory.ts'
import { PROVIDER_OVS_BRIDGE } from './openvswitch/ovs-bridges.ts'

/** IANA's; what switches of one lab agree on, where they differ by default. */
const VXLAN_PORT = 4789

/** What a lab's wiring makes of a host; files that the user gives come later and win. */
export function hostDefaults(
  state: Pick<LabState, 'directory'>,
  host: LabHost,
  lab: SwitchLab,
  mechanisms: ReadonlySet<string>,
): string {
  // What agents of services plug with. Nothing about guards: ports are guarded unless a file says no.
  const metadata = hasMetadata(host) ? ['enable_isolated_metadata = True'] : ['enable_metadata_proxy = False']
  const drivers = ['[DEFAULT]', `interface_driver = ${host.mechanism}`, ...metadata, '', ''].join('\n')
  return drivers + lab.hostIni(wiringOf(state, host, mechanisms))
}

/** What only the lab can know of a host; comes last. */
export function hostIdentity(state: Pick<LabState, 'directory'>, host: LabHost, lab: SwitchLab, role: LabRole): string {
  // Neutron's agents of one host share a folder; here, what one keeps is easier to find apart.
  const own = [
    '[DEFAULT]',
    `state_path = ${join(state.directory, agentFiles(role, host.name))}`,
    // What proxies of DHCP servers and routers ask, and the metadata agent answers at.
    ...(hasMetadata(host)
      ? [
          `metadata_proxy_socket = ${join(state.directory, `metadata-${host.name}.socket`)}`,
          `metadata_user_data_directory = ${userDataDirectory(state)}`,
        ]
      : []),
    '',
    '',
  ].join('\n')
  return own + lab.identityIni(wiringOf(state, host))
}

function wiringOf(
  state: Pick<LabState, 'directory'>,
  host: LabHost,
  mechanisms: ReadonlySet<string> = new Set(),
): LabSwitchHost {
  return {
    vtep: host.vtep,
    physicalNetwork: PHYSICAL_NETWORK,
    providerNic: PROVIDER_NIC,
    providerBridge: PROVIDER_OVS_BRIDGE,
    ...(mechanisms.size > 1 && { vxlanPort: VXLAN_PORT }),
    ...(host.hasOvs === true && { ovsdb: ovsConnection(ovsDirectory(state, host.name)) }),
  }
}
