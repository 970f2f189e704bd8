import { same, sameSet, text, type ArticleMachines } from './chapter-article.ts'
import type { Claims } from './claims.ts'
import type { Cloud } from './cloud.ts'
import { noTables, type HostTables } from './host-tables.ts'
import { showTables } from './show-tables.ts'
import { tablesWhen } from './tables-when.ts'

/** cirros-vm2 moves to a third host and is deleted there; the tables of the others follow. */
export async function playMigration(cloud: Cloud, machines: ArticleMachines, claims: Claims): Promise<void> {
  const { vm1, vm2, dhcp } = machines
  const device = `vxlan-${String(cloud.vni)}`
  const hosts = ['controller', 'compute', 'compute2']
  const newHome = cloud.vteps.get('compute2') ?? ''

  console.log('\n  cirros-vm2 migrates from compute to compute2:')
  await cloud.migrate('cirros-vm2', 'compute2')
  const tables = await tablesWhen(
    cloud,
    hosts,
    ([first, second, third]) =>
      first?.unicast.get(vm2.mac) === newHome && second !== undefined && isEmpty(second) && third?.unicast.size === 2,
  )
  const at = (host: string): HostTables => tables.get(host) ?? noTables(host)
  const [controller, compute, compute2] = [at('controller'), at('compute'), at('compute2')]
  showTables([controller, compute, compute2], device, [newHome])
  claims.check(
    `controller forwards ${vm2.mac} to ${newHome} now`,
    same(controller.unicast, new Map([[vm2.mac, newHome]])),
    text(controller.unicast),
  )
  claims.check(
    'controller floods to the new host only',
    sameSet(controller.flood, [newHome]),
    [...controller.flood].join(' '),
  )
  claims.check('compute, which has no port of the network any more, keeps nothing', isEmpty(compute))
  claims.check(
    'compute2 knows cirros-vm1 and the dhcp port',
    sameSet(new Set(compute2.unicast.keys()), [vm1.mac, dhcp.mac]),
    text(compute2.unicast),
  )
  claims.check(
    'cirros-vm1 still pings cirros-vm2',
    await cloud.succeeds('cirros-vm1', 'ping', '-c', '2', '-i', '0.1', '-W', '1', vm2.ip),
  )

  console.log('\n  cirros-vm2 is deleted:')
  await cloud.remove('cirros-vm2')
  const left = [...(await tablesWhen(cloud, hosts, (now) => now.every(isEmpty))).values()]
  showTables(left, device, [])
  claims.check(
    'no host forwards to it, floods for it or answers for it any more',
    left.every(isEmpty),
    left.map((table) => `${table.host}: ${text(table.unicast)}`).join(' | '),
  )
}

const isEmpty = (table: HostTables): boolean => table.unicast.size + table.flood.size + table.answers.size === 0
