import { expect } from 'vitest'
import { PROVIDER_NIC } from '../../src/lab/state/names.ts'
import { expectedRows } from './rows.ts'
import { HOSTS, type VlanSeen } from './uml/vlan-seen.ts'

/** What has to be seen of a VLAN network between two hosts: its tag alone on the wire, its own VM, and nothing left. */
export function expectVlanSeen({ network, ...seen }: VlanSeen): void {
  expect(seen.troubles).toEqual([])
  expect(seen.firstPings).toEqual({ near: true, far: true })
  // A VM of another network has the same address on the far host.
  expect(seen.answeredBy).toBe(network.far.macAddress)
  const tag = String(network.segmentationId)
  // One broadcast finds either VM for both; then a request and a reply each way.
  expect([...seen.sent].sort()).toEqual(['arp', 'reply', 'reply', 'request', 'request'].map((what) => `${tag} ${what}`))
  for (const host of HOSTS) {
    expect(seen.rows[host]).toEqual(expectedRows(host, network, { hosts: [] }, seen.population))
    expect(seen.rowsAfter[host]).toEqual([])
  }
  expect(seen.linksAfter.filter((link) => !link.startsWith('tap'))).toEqual([PROVIDER_NIC, 'lo'])
}
