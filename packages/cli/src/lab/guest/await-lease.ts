import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'
import { nextLook } from '../../base/next-look.ts'
import { lastLines } from '../processes/last-lines.ts'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { clientLog } from './guest-clients.ts'
import type { GuestFamily } from '../state/guest-families.ts'
import { leasesOf } from './lease.ts'
import { nameOption } from '../state/name-option.ts'

/** Milliseconds a VM is given to have its addresses: a client asks once a second, and DHCPv6 waits before it asks. */
export const LEASE_PATIENCE = 20_000

/** Milliseconds until the VM has what DHCP shall give it. @throws {Failure} with what its client said */
export async function awaitLease(state: LabState, vm: LabVm, patience: number = LEASE_PATIENCE): Promise<number> {
  const start = performance.now()
  for (const family of vm.families ?? []) {
    while (!(await isServed(state, vm, family))) {
      if (performance.now() - start > patience) throw new Failure(await complaint(state, vm, family, patience))
      await nextLook(start)
    }
  }
  return performance.now() - start
}

async function isServed(state: LabState, vm: LabVm, { by, version, client, addresses }: GuestFamily): Promise<boolean> {
  const lease = (await leasesOf(state, vm)).find((one) => one.version === version)
  if (by === 'lease') return addresses.includes(lease?.address?.split('/')[0] ?? '')
  if (client && lease === undefined) return false
  const held = await globalAddresses(vm.netns)
  return addresses.some((address) => held.includes(address))
}

/** IPv6 addresses of a VM that it may use. */
async function globalAddresses(netns: string): Promise<readonly string[]> {
  const args = ['-n', netns, '-j', '-6', 'addr', 'show', 'dev', 'eth0', 'scope', 'global', '-tentative']
  const { stdout, exitCode } = await execa('ip', args, { reject: false, stdin: 'ignore' })
  if (exitCode !== 0 || stdout.trim() === '') return []
  const links = JSON.parse(stdout) as readonly { readonly addr_info?: readonly { readonly local?: string }[] }[]
  return links.flatMap((link) => link.addr_info ?? []).flatMap(({ local }) => local ?? [])
}

async function complaint(state: LabState, vm: LabVm, family: GuestFamily, patience: number): Promise<string> {
  const wanted = `${vm.name}: no address ${family.addresses.join(' or ')} after ${String(patience / 1_000)} s`
  if (!family.client) return `${wanted}; no router advertises its prefix on that network`
  return `${wanted}; its client: ${await lastLines(clientLog(state, vm.name, family.version))}; is a DHCP agent alive? (netloom lab status${nameOption(state.name)})`
}
