import { describeAddressChange, labBoot, labRenew, labSetAddress, labSpoofs, type BootedVm } from 'netloom/lab'
import { addressOf, pings } from './chapter-dhcp.ts'
import type { Claims } from './claims.ts'
import { DHCP_NETWORK, type DhcpCloud } from './dhcp-cloud.ts'
import { showLines } from './show-lines.ts'

/** The second article: an address of one's choice, given at the start, given later, and taken without being given. */
export async function playStaticAddress(cloud: DhcpCloud, others: readonly BootedVm[], claims: Claims): Promise<void> {
  const { lab } = cloud
  const [first, second] = others
  if (first === undefined || second === undefined) throw new Error('the first article has two instances')

  console.log('  An address that is named when the port is made:')
  const wanted = '172.16.100.77'
  const third = await labBoot({
    lab,
    name: 'cirros-vm3',
    network: DHCP_NETWORK,
    host: 'compute',
    ip: wanted,
    dhcp: true,
  })
  claims.check(`cirros-vm3 leases ${wanted}`, addressOf(third) === wanted && (await pings(cloud, first.name, wanted)))

  console.log('\n  An address that changes while the instance runs; first what that would do:')
  const address = '172.16.100.88'
  const plan = await labSetAddress(second.portId, address, { lab, plan: true })
  showLines(`netloom port set-ip cirros-vm2 ${address} --plan`, describeAddressChange(plan), [address])
  const named = new Set(plan.agents.map(({ agent }) => agent))
  claims.check(
    `it concerns the guards on ovs, who knows its neighbours (compute), and the host file on ${cloud.server}`,
    ['ovs', 'compute', `dhcp@${cloud.server}`].every((agent) => named.has(agent)),
    [...named].join(', '),
  )
  claims.check('nothing is changed by a plan', !(await cloud.file('host')).includes(address))
  const pid = await cloud.file('pid')
  await labSetAddress(second.portId, address, { lab })
  const [lease] = await labRenew(second.name, lab)
  claims.check(`cirros-vm2 asks again and gets ${address}`, lease?.address === `${address}/24`, lease?.address)
  claims.check('the others reach it there', await pings(cloud, first.name, address))
  claims.check(`and not at ${addressOf(second)} any more`, !(await pings(cloud, first.name, addressOf(second))))
  claims.check('dnsmasq was not restarted for that', (await cloud.file('pid')) === pid)
  showLines(`${cloud.server}: leases`, await cloud.file('leases'), [address])

  console.log('\n  An address that a guest gives itself:')
  const stolen = '172.16.100.200'
  await cloud.exec(first.name, 'ip', 'addr', 'add', `${stolen}/24`, 'dev', 'eth0')
  claims.check(
    `nothing that cirros-vm1 sends from ${stolen} arrives`,
    !(await pings(cloud, first.name, wanted, '-I', stolen)),
  )
  const spoofs = (await labSpoofs(lab)).filter(({ portId }) => portId === first.portId)
  showLines(
    'netloom audit',
    spoofs.map(({ portId, what, packets }) => `port/${portId} ${what}: ${String(packets)}`).join('\n'),
  )
  claims.check('it is counted as a spoof of that port', spoofs.length > 0)
  claims.check(
    'from its own address it is heard as before',
    await pings(cloud, first.name, wanted, '-I', addressOf(first)),
  )
}
