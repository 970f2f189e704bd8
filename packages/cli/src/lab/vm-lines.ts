import type { LabVm } from './lab-state.ts'
import { tapName } from './names.ts'

/** Lines for the host's namespace: the tap, whose other end is the VM's eth0. */
export function tapLines(vm: LabVm): readonly string[] {
  const tap = tapName(vm.portId)
  const mtu = String(vm.mtu)
  return [
    `link add name ${tap} mtu ${mtu} type veth peer name eth0 address ${vm.macAddress} mtu ${mtu} netns ${vm.netns}`,
    `link set ${tap} up`,
  ]
}

/** Lines for the VM's namespace: what a guest would have from DHCP. */
export function guestLines(vm: LabVm): readonly string[] {
  return [
    'link set lo up',
    'link set eth0 up',
    ...vm.addresses.map((address) => `addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
    ...vm.gateways.map((gateway) => `route add default via ${gateway}`),
  ]
}
