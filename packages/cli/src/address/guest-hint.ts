import type { LabVm } from '../lab/state/lab-state.ts'
import { nameOption } from '../lab/state/name-option.ts'
import type { AddressChange } from './address-change.ts'

/** What is left to do inside the guest, which nobody but its owner can do. */
export function guestHint(
  lab: string,
  vm: LabVm | undefined,
  { from, to }: Pick<AddressChange, 'from' | 'to'>,
): string {
  const name = nameOption(lab)
  if (vm === undefined)
    return 'a guest that leases its address gets the new one when it asks next; others are set by hand'
  if (vm.families !== undefined) {
    return `${vm.name} gets ${to} when it asks next, at the latest when half its lease is over; at once: netloom lab renew ${vm.name}${name}`
  }
  const prefix = vm.addresses.find((address) => address.split('/')[0] === from)?.split('/')[1]
  const length = prefix === undefined ? '' : `/${prefix}`
  const remove = from === undefined ? '' : ` && ip addr del ${from}${length} dev eth0`
  return `${vm.name} has its addresses by hand: netloom lab exec${name} ${vm.name} -- sh -c 'ip addr add ${to}${length} dev eth0${remove}'`
}
