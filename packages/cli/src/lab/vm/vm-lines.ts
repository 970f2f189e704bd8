import type { LabVm } from '../state/lab-state.ts'
import { tapName } from '../state/names.ts'

/** Lines for the host's namespace: the tap, whose other end is the VM's eth0. */
export function tapLines(vm: LabVm): readonly string[] {
  const tap = tapName(vm.portId)
  const mtu = String(vm.mtu)
  return [
    `link add name ${tap} mtu ${mtu} type veth peer name eth0 address ${vm.macAddress} mtu ${mtu} netns ${vm.netns}`,
    `link set ${tap} up`,
  ]
}

/** Lines for the VM's namespace: what a guest would have from DHCP, unless it asks for that itself. */
export function guestLines(vm: LabVm): readonly string[] {
  return ['link set lo up', 'link set eth0 up', ...(vm.families === undefined ? settled(vm) : [])]
}

function settled(vm: LabVm): readonly string[] {
  return [
    ...vm.addresses.map((address) => `addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
    ...defaultRoutes(vm.gateways),
  ]
}

/** A guest has one way out per family: the first subnet's. The device says which link a link-local gateway is on. */
function defaultRoutes(gateways: readonly string[]): readonly string[] {
  const v6 = gateways.find((gateway) => gateway.includes(':'))
  const v4 = gateways.find((gateway) => !gateway.includes(':'))
  return [v4, v6].flatMap((gateway) => (gateway === undefined ? [] : [`route add default via ${gateway} dev eth0`]))
}
