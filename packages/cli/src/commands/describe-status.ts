import type { Lease } from '../lab/guest/lease.ts'
import type { LabStatus } from '../lab/lab-status.ts'
import { table } from '../output/print.ts'

/** `10.0.0.5 from 10.0.0.2 for 86400 s` */
function describeLease({ version, address, server, seconds }: Lease): string {
  const what = address?.split('/')[0] ?? 'names only'
  // DHCPv6 servers have identifiers, which say nothing to people.
  return `${what}${version === 4 ? ` from ${server ?? '?'}` : ''}${seconds === undefined ? '' : ` for ${String(seconds)} s`}`
}

/** A lab's status for people. */
export function describeStatus(status: LabStatus): string {
  const hosts = status.hosts.map((host) => [
    host.name,
    host.vtep,
    host.mechanism,
    [...host.agents.map(({ role, ...one }) => ({ name: role, ...one })), ...(host.ovs?.daemons ?? [])]
      .map(({ name, alive, pid }) => `${name} ${alive ? `alive (pid ${String(pid)})` : 'not running'}`)
      .join(', '),
    host.netns,
  ])
  const vms = status.vms.map((vm) => [
    vm.name,
    vm.host,
    vm.addresses.join(', '),
    vm.leases === undefined ? 'set' : vm.leases.map(describeLease).join('; ') || 'none yet',
    vm.port_id,
    vm.netns,
  ])
  const controller = status.api.alive ? `${status.api.url} (pid ${String(status.api.pid)})` : 'not running'
  return [
    `lab ${status.name}: controller ${controller}`,
    '',
    table(['HOST', 'VTEP', 'MECHANISM', 'PROCESSES', 'NAMESPACE'], hosts),
    ...(vms.length === 0 ? [] : ['', table(['VM', 'HOST', 'ADDRESSES', 'LEASE', 'PORT', 'NAMESPACE'], vms)]),
  ].join('\n')
}
