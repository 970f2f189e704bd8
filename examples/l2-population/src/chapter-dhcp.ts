import { labBoot, type BootedVm } from 'netloom/lab'
import type { Claims } from './claims.ts'
import { DHCP_NETWORK, type DhcpCloud } from './dhcp-cloud.ts'
import { showLines } from './show-lines.ts'

/** The first article: from a subnet with DHCP to an address in the guest. */
export async function playDhcp(cloud: DhcpCloud, claims: Claims): Promise<readonly [BootedVm, BootedVm]> {
  const namespace = `qdhcp-${cloud.networkId}`
  console.log('  A subnet with DHCP makes its server: a namespace, a port, a dnsmasq.')
  claims.check(
    `${namespace} is on ${cloud.server}`,
    await cloud.eventually(async () => (await cloud.exec(cloud.server, 'ip', 'netns')).stdout.includes(namespace)),
  )
  await cloud.eventually(async () => (await cloud.file('pid')) !== '')
  const pid = (await cloud.file('pid')).trim()
  const inside = (await cloud.exec(cloud.server, 'ip', 'netns', 'pids', namespace)).stdout.split('\n')
  claims.check(`dnsmasq (pid ${pid}) lives in it`, inside.includes(pid), inside.join(' '))
  const own = await cloud.serverPort()
  const address = own?.fixed_ips[0]?.ip_address ?? ''
  const shown = (await cloud.exec(cloud.server, 'ip', '-n', namespace, '-br', 'addr')).stdout
  showLines(`${cloud.server}: ip -n ${namespace.slice(0, 14)}… -br addr`, shown, [address])
  claims.check(
    `it answers from ${address}, the address of a port like any other`,
    shown.includes(`${address}/24`),
    shown,
  )

  console.log('\n  Two instances boot with the clients that guests have, on hosts that have no server:')
  const first = await labBoot({
    lab: cloud.lab,
    name: 'cirros-vm1',
    network: DHCP_NETWORK,
    host: 'compute',
    dhcp: true,
  })
  const second = await labBoot({ lab: cloud.lab, name: 'cirros-vm2', network: DHCP_NETWORK, host: 'ovs', dhcp: true })
  showLines(`${cloud.server}: host`, await cloud.file('host'), [first.macAddress, second.macAddress])
  showLines(`${cloud.server}: leases`, await cloud.file('leases'), [first.macAddress, second.macAddress])
  await checkLease(cloud, first, claims)
  await checkLease(cloud, second, claims)
  showLines('cirros-vm1: /etc/resolv.conf', (await cloud.exec('cirros-vm1', 'cat', '/etc/resolv.conf')).stdout)

  const fdb = await populationOf(cloud)
  const mac = own?.mac_address ?? ''
  showLines('compute: bridge fdb', fdb, [mac])
  claims.check(
    `compute knows the DHCP port ${mac} behind the VTEP of ${cloud.server}`,
    new RegExp(`${mac} .*dst 192\\.0\\.2\\.1 `).test(fdb),
  )
  claims.check('cirros-vm1 pings cirros-vm2', await pings(cloud, 'cirros-vm1', addressOf(second)))
  return [first, second]
}

export const addressOf = (vm: BootedVm): string => vm.addresses[0]?.split('/')[0] ?? ''

export async function pings(cloud: DhcpCloud, from: string, to: string, ...more: readonly string[]): Promise<boolean> {
  return (await cloud.exec(from, 'ping', '-c', '1', '-W', '2', ...more, to)).exitCode === 0
}

async function checkLease(cloud: DhcpCloud, vm: BootedVm, claims: Claims): Promise<void> {
  const address = addressOf(vm)
  const held = (await cloud.exec(vm.name, 'ip', '-br', 'addr', 'show', 'eth0')).stdout
  const milliseconds = (vm.leasedIn ?? 0).toFixed(0)
  claims.check(`${vm.name} leased ${address} within ${milliseconds} ms`, held.includes(`${address}/24`), held)
  const line = `${vm.macAddress},host-${address.replaceAll('.', '-')}.`
  claims.check(`as the host file says: ${line}…`, (await cloud.file('host')).includes(line))
}

async function populationOf(cloud: DhcpCloud): Promise<string> {
  const { stdout } = await cloud.exec('compute', 'bridge', 'fdb', 'show')
  return stdout
    .split('\n')
    .filter((line) => line.includes(' dst ') && !line.startsWith('00:00:00:00:00:00'))
    .join('\n')
}
