import type { LabStatus } from '../lab/lab-status.ts'
import { describeLease } from '../output/describe-lease.ts'
import { table } from '../output/print.ts'

/** A lab's status for people. */
export function describeStatus(status: LabStatus): string {
  const hosts = status.hosts.map((host) => [
    host.name,
    host.vtep,
    host.mechanism,
    [...host.agents.map(({ role, ...one }) => ({ name: role, ...one })), ...(host.ovs?.daemons ?? [])]
      .map(({ name, alive, pid }) => `${name} ${alive ? `alive (pid ${String(pid)})` : 'NOT RUNNING'}`)
      .join(', '),
    host.wired ? 'on' : 'OFF',
    host.netns,
  ])
  const vms = status.vms.map((vm) => [
    vm.name,
    vm.host,
    vm.addresses.join(', '),
    vm.leases === undefined ? 'set' : vm.leases.map(describeLease).join('; ') || 'none yet',
    vm.plugged ? 'in' : 'OUT',
    vm.port_id,
    vm.netns,
  ])
  const controller = status.api.alive ? `${status.api.url} (pid ${String(status.api.pid)})` : 'NOT RUNNING'
  return [
    `lab ${status.name}: controller ${controller}`,
    '',
    table(['HOST', 'VTEP', 'MECHANISM', 'PROCESSES', 'WIRES', 'NAMESPACE'], hosts),
    ...(vms.length === 0 ? [] : ['', table(['VM', 'HOST', 'ADDRESSES', 'LEASE', 'CABLE', 'PORT', 'NAMESPACE'], vms)]),
  ].join('\n')
}
