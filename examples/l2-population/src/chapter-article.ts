import type { Claims } from './claims.ts'
import type { Cloud, Machine } from './cloud.ts'
import { noTables } from './host-tables.ts'
import { showTables } from './show-tables.ts'
import { tablesWhen } from './tables-when.ts'

export interface ArticleMachines {
  readonly vm1: Machine
  readonly vm2: Machine
  readonly dhcp: Machine
}

/** "Configuring L2 Population": two hosts, three ports, the tables of both, and what crosses the wire. */
export async function playArticle(cloud: Cloud, claims: Claims): Promise<ArticleMachines> {
  const dhcp = await cloud.boot({ name: 'dhcp', host: 'controller', ip: '172.16.100.2', deviceOwner: 'network:dhcp' })
  const vm1 = await cloud.boot({ name: 'cirros-vm1', host: 'controller', ip: '172.16.100.10' })
  const vm2 = await cloud.boot({ name: 'cirros-vm2', host: 'compute', ip: '172.16.100.11', mac: 'fa:16:3e:1d:23:a3' })

  const tables = await tablesWhen(
    cloud,
    ['controller', 'compute'],
    ([left, right]) => left?.unicast.size === 1 && right?.unicast.size === 2,
  )
  const here = tables.get('controller') ?? noTables('controller')
  const there = tables.get('compute') ?? noTables('compute')
  showTables([here, there], `vxlan-${String(cloud.vni)}`, ['proxy', ...cloud.vteps.values()])

  const controller = cloud.vteps.get('controller') ?? ''
  const compute = cloud.vteps.get('compute') ?? ''
  claims.check(
    'vxlan-100 answers ARP for its neighbours (proxy) on both hosts',
    [here, there].every((table) => / proxy\b/.test(table.link.join(' '))),
  )
  const controllerKnows = new Map([[vm2.mac, compute]])
  const computeKnows = new Map([vm1, dhcp].map((machine) => [machine.mac, controller]))
  claims.check(
    `controller forwards ${vm2.mac} to ${compute}, and nothing else`,
    same(here.unicast, controllerKnows),
    text(here.unicast),
  )
  claims.check(
    `compute forwards cirros-vm1 and the dhcp port to ${controller}, and nothing else`,
    same(there.unicast, computeKnows),
    text(there.unicast),
  )
  claims.check(
    'each host floods to the other one only',
    sameSet(here.flood, [compute]) && sameSet(there.flood, [controller]),
  )
  claims.check(
    'each host answers for exactly the addresses behind the other',
    same(here.answers, new Map([[vm2.ip, vm2.mac]])) &&
      same(there.answers, new Map([vm1, dhcp].map((one) => [one.ip, one.mac]))),
    `${text(here.answers)} | ${text(there.answers)}`,
  )

  const homes = new Map([
    [vm1.mac, controller],
    [dhcp.mac, controller],
    [vm2.mac, compute],
  ])
  const answered: boolean[] = []
  const wire = await cloud.watchWire(homes, async () => {
    answered.push(await cloud.succeeds('cirros-vm1', 'ping', '-c', '3', '-i', '0.1', '-W', '1', vm2.ip))
    answered.push(await cloud.succeeds('cirros-vm2', 'ping', '-c', '3', '-i', '0.1', '-W', '1', vm1.ip))
  })
  claims.check('cirros-vm1 pings cirros-vm2, and back', answered.every(Boolean))
  claims.check('12 VXLAN packets crossed the underlay: 6 requests, 6 replies', wire.vxlan === 12, String(wire.vxlan))
  claims.check('ARP frames on the underlay: 0', wire.arp === 0, String(wire.arp))
  claims.check(
    'unknown-unicast copies: 0, every packet went to the right VTEP',
    wire.misdirected === 0,
    String(wire.misdirected),
  )
  return { vm1, vm2, dhcp }
}

export function same(actual: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  return actual.size === wanted.size && [...wanted].every(([key, value]) => actual.get(key) === value)
}

export function sameSet(actual: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return actual.size === wanted.length && wanted.every((value) => actual.has(value))
}

export function text(map: ReadonlyMap<string, string>): string {
  return map.size === 0 ? 'nothing' : [...map].map(([key, value]) => `${key} → ${value}`).join(', ')
}
