import { adminContext } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { startApi } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'
import { groupProblems } from './group-problems.ts'
import { type GroupRows, readGroupRows } from './group-rows.ts'
import { readRows, type Rows } from './rows.ts'

let rows: Rows
let sound: GroupRows

beforeAll(async () => {
  const store = sqliteStore(':memory:')
  const api = await startApi({ ...WITH_SERVICES, store })
  const admin = adminContext('p')
  const { networks, ports, services } = api.netloom
  const { id: networkId } = await networks.create(admin, {})
  const { id } = await services.addressGroups.create(admin, { addresses: ['10.0.0.0/8'] })
  const group = await services.securityGroups.create(admin, { name: 'web' })
  const direction = 'ingress'
  await services.securityGroupRules.create(admin, { securityGroupId: group.id, direction, remoteAddressGroupId: id })
  await ports.create(admin, { networkId })
  rows = await readRows(store)
  sound = await readGroupRows(store)
  await api.close()
})

const first = <T extends keyof GroupRows>(table: T, change: Partial<GroupRows[T][number]>): GroupRows => ({
  ...sound,
  [table]: sound[table].map((row, index) => (index === 0 ? { ...row, ...change } : row)),
})
const without = (table: keyof GroupRows): GroupRows => ({ ...sound, [table]: sound[table].slice(1) })

describe('the check of security groups in a whole store', () => {
  it('has nothing against a sound one', () => {
    expect(groupProblems(rows, sound)).toEqual([])
    expect(sound.port_security_groups).toHaveLength(1)
  })

  const damages: Readonly<Record<string, () => readonly string[]>> = {
    'a group that is gone while others name it': () => groupProblems(rows, without('security_groups')),
    'a default group that is none': () => groupProblems(rows, without('default_security_groups')),
    'a port in a group that is gone': () =>
      groupProblems(rows, first('port_security_groups', { security_group_id: 'gone' })),
    'a rule that no host hears of': () => groupProblems({ ...rows, feed_items: [] }, sound),
    'a rule that is gone and told': () => groupProblems(rows, without('security_group_rules')),
    'a rule with the key of another': () => groupProblems(rows, first('security_group_rules', { rule_key: 'x' })),
    'an address group that is gone': () => groupProblems({ ...rows, address_groups: [] }, sound),
    'a quota that does not count': () => groupProblems({ ...rows, quota_usages: [] }, sound),
    'groups of a port without port security': () =>
      groupProblems({ ...rows, ports: rows.ports.map((port) => ({ ...port, port_security_enabled: 0 })) }, sound),
  }
  it.each(Object.keys(damages))('notices %s', (name) => {
    expect(damages[name]?.() ?? []).not.toEqual([])
  })
})
