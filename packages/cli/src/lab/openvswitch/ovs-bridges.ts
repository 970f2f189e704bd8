import { ipBatch } from '../kernel/ip-tool.ts'
import { vtepPrefix } from '../state/lab-hosts.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'
import { HOST_NIC, PROVIDER_NIC, vtepMac } from '../state/names.ts'
import { ovsDirectory } from './ovs-directory.ts'
import { ovsVsctl } from './ovs-tool.ts'

/** The operator's bridge that owns the underlay's NIC and the VTEP address: tunnels in user space leave by such a bridge only. */
export const UNDERLAY_OVS_BRIDGE = 'br-phy'
/** The operator's bridge of the physical network. */
export const PROVIDER_OVS_BRIDGE = 'br-provider'

/** Makes the operator's bridges where they are missing, and gives the host its VTEP address. */
export async function prepareBridges(state: LabState, host: LabHost): Promise<void> {
  const directory = ovsDirectory(state, host.name)
  await ovsVsctl(directory, [
    ...bridge(UNDERLAY_OVS_BRIDGE, HOST_NIC),
    ...['--', 'set', 'bridge', UNDERLAY_OVS_BRIDGE, `other-config:hwaddr="${vtepMac(host.index)}"`],
    '--',
    ...bridge(PROVIDER_OVS_BRIDGE, PROVIDER_NIC),
  ])
  const noDad = host.vtep.includes(':') ? ' nodad' : ''
  const address = `${host.vtep}/${String(vtepPrefix(host.vtep))}`
  await ipBatch(
    [`link set ${UNDERLAY_OVS_BRIDGE} up`, `addr replace ${address} dev ${UNDERLAY_OVS_BRIDGE}${noDad}`],
    host.netns,
  )
}

/** A bridge in user space, which needs no kernel module. */
function bridge(name: string, nic: string): readonly string[] {
  return [
    ...['--may-exist', 'add-br', name],
    ...['--', 'set', 'bridge', name, 'datapath_type=netdev'],
    ...['--', '--may-exist', 'add-port', name, nic],
  ]
}
