import type { Claims } from './claims.ts'
import type { Cloud } from './cloud.ts'
import { printTable } from './columns.ts'
import { tablesWhen } from './tables-when.ts'
import type { WireCount } from './wire-count.ts'

/** "The principle": five hosts with a machine each; the same first packet from A to C, with and without population. */
export async function playPrinciple(populated: Cloud, flooding: Cloud, claims: Claims): Promise<void> {
  const [withPopulation, without] = await Promise.all([firstPacket(populated), firstPacket(flooding)])
  const hosts = [...populated.vteps.keys()]
  console.log('\n  VXLAN frames delivered to each host when VM A (host1) pings VM C (host3) for the first time:\n')
  printTable(
    ['', ...hosts, 'ARP on the wire'],
    [
      ['without L2 population', ...hosts.map((host) => without.copies.get(host) ?? 0), without.arp],
      ['with L2 population', ...hosts.map((host) => withPopulation.copies.get(host) ?? 0), withPopulation.arp],
    ],
  )
  console.log()
  const bystanders = hosts.filter((host) => host !== 'host1' && host !== 'host3')
  const copiesTo = (count: WireCount): number[] => bystanders.map((host) => count.copies.get(host) ?? 0)
  claims.check(
    'without: every host that has nothing to do with it receives copies',
    copiesTo(without).every((copies) => copies > 0),
    copiesTo(without).join(' '),
  )
  claims.check('without: ARP crosses the underlay', without.arp > 0, String(without.arp))
  claims.check(
    'with: no other host receives anything',
    copiesTo(withPopulation).every((copies) => copies === 0),
    copiesTo(withPopulation).join(' '),
  )
  claims.check('with: ARP frames on the underlay: 0', withPopulation.arp === 0, String(withPopulation.arp))
  claims.check('with: one packet there, one back', withPopulation.vxlan === 2, String(withPopulation.vxlan))
}

async function firstPacket(cloud: Cloud): Promise<WireCount> {
  const homes = new Map<string, string>()
  let target = ''
  for (const [host, vtep] of cloud.vteps) {
    const machine = await cloud.boot({ name: `vm-${host}`, host })
    homes.set(machine.mac, vtep)
    if (host === 'host3') target = machine.ip
  }
  // With population, machine A's host has heard of the four others before the packet is sent; without, nothing is to be waited for.
  if (cloud.populated) await tablesWhen(cloud, ['host1'], ([table]) => table?.unicast.size === cloud.vteps.size - 1)
  return cloud.watchWire(homes, async () => {
    await cloud.run('vm-host1', 'ping', '-c', '1', '-W', '2', target)
  })
}
