import { adminContext } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { startApi } from '../support/start-api.ts'
import { addressNumber, prefixRange } from './numbers.ts'
import { readRows, type Rows } from './rows.ts'
import { rowProblems } from './row-problems.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let sound: Rows

beforeAll(async () => {
  const store = sqliteStore(':memory:')
  const api = await startApi({ ...WITH_SERVICES, store })
  const admin = adminContext()
  const policy = await api.netloom.qosPolicies.create(admin, { name: 'gold' })
  const { id } = await api.netloom.networks.create(admin, { name: 'red', qosPolicyId: policy.id })
  await api.netloom.subnets.create(admin, { networkId: id, ipVersion: 4, cidr: '10.0.0.0/24' })
  const { id: addressScopeId } = await api.netloom.addressScopes.create(admin, { name: 'scope', ipVersion: 4 })
  for (const prefix of ['10.8.0.0/16', '10.9.0.0/16']) {
    const pool = await api.netloom.subnetpools.create(admin, { name: prefix, prefixes: [prefix], addressScopeId })
    if (prefix.startsWith('10.9')) await api.netloom.subnetpools.update(admin, pool.id, { isDefault: true })
  }
  await api.netloom.subnets.create(admin, { networkId: id, ipVersion: 6, cidr: '2001:db8::/64' })
  const [first] = await api.netloom.ports.createMany(admin, [{ networkId: id }, { networkId: id }, { networkId: id }])
  await api.netloom.ports.delete(admin, first?.id ?? '')
  const [parent] = await api.netloom.ports.list(admin)
  await api.netloom.trunks.create(admin, { portId: parent?.id ?? '' })
  sound = await readRows(store)
  await api.close()
})

/** The first row of a table with something else in it. */
const changed = <T extends keyof Rows>(table: T, change: Partial<Rows[T][number]>): Rows => {
  const [first, ...others] = sound[table]
  return { ...sound, [table]: [{ ...first, ...change }, ...others] }
}
const without = (table: keyof Rows): Rows => ({ ...sound, [table]: sound[table].slice(1) })
const doubled = (table: keyof Rows): Rows => ({ ...sound, [table]: [...sound[table], ...sound[table].slice(0, 1)] })

describe('the check of a whole store', () => {
  it('has nothing against a sound one', () => {
    expect(rowProblems(sound)).toEqual([])
    expect(sound.ports).toHaveLength(2)
  })

  const damages: Readonly<Record<string, () => Rows>> = {
    'an address that is held and free': () => without('ip_allocations'),
    'an address held twice': () => doubled('ip_allocations'),
    'an address outside its subnet': () => changed('ip_allocations', { ip_address: '192.0.2.1', ip_key: 'c0000201' }),
    'an address under a wrong key': () => changed('ip_allocations', { ip_key: '0a0000ff' }),
    'addresses that are neither free nor held': () => without('ipam_free_ranges'),
    'a pool outside its subnet': () =>
      changed('subnets', { allocation_pools: '[{"start":"10.0.1.1","end":"10.0.1.9"}]' }),
    'subnets that overlap': () => doubled('subnets'),
    'a port without its network': () => without('networks'),
    'a segment that nobody took': () => without('segment_allocations'),
    'a segment that nobody uses': () => changed('segment_allocations', { segmentation_id: 7 }),
    'a port without a binding': () => without('port_bindings'),
    'a binding of no port': () => without('ports'),
    'a MAC twice': () => changed('ports', { mac_address: sound.ports[1]?.mac_address ?? '' }),
    'a quota that does not count': () => changed('quota_usages', { used: 99 }),
    'a change that is missing in the log': () => without('changes'),
    'an item that is missing in the feed': () => without('feed_items'),
    'a topic at a wrong position': () => changed('feed_topics', { rev: 9_999 }),
    'a policy that the network does not have': () => changed('networks', { qos_policy_id: null }),
    'a trunk whose parent does not show it': () => {
      const other = sound.ports.find(({ id }) => id !== sound.trunks[0]?.port_id)
      return changed('trunks', { port_id: other?.id ?? '' })
    },
    'a policy that is not there': () => changed('ports', { qos_policy_id: 'gone' }),
    'a subnet outside its pool': () => changed('subnets', { subnetpool_id: sound.subnetpools[0]?.id ?? '' }),
    'pools of a scope that overlap': () => changed('subnetpools', { prefixes: '["10.0.0.0/8"]' }),
    'two default pools': () => ({
      ...sound,
      subnetpools: sound.subnetpools.map((pool) => ({ ...pool, is_default: 1 })),
    }),
    'half a surrogate pair': () => changed('networks', { name: '\ud800' }),
    'a revision that is none': () => changed('networks', { revision_number: -1 }),
    'JSON that is none': () => changed('networks', { tags: '[' }),
  }
  it.each(Object.keys(damages))('notices %s', (name) => {
    expect(rowProblems(damages[name]?.() ?? sound)).not.toEqual([])
  })

  it('reads addresses as the RFCs write them', () => {
    expect(addressNumber('10.0.0.255')).toBe(0x0a0000ffn)
    expect(addressNumber('::')).toBe(0n)
    expect(addressNumber('2001:db8::1')).toBe(0x20010db8000000000000000000000001n)
    expect(addressNumber('::ffff:10.0.0.1')).toBe(0xffff0a000001n)
    expect(prefixRange('10.1.2.3/30')).toEqual({ first: 0x0a010200n, last: 0x0a010203n })
  })
})
