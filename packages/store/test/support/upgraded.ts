import type { Store } from '@netloom/core/store'
import { expect } from 'vitest'

/** Statements that make a store of today one before migration 0007, with networks that DHCP agents serve. */
export const BEFORE_AGENT_ASSIGNMENTS: readonly string[] = [
  'drop table agent_assignments',
  `create table network_dhcp_agents (network_id text not null, agent_id text not null, binding_index integer not null,
    constraint network_dhcp_agents_pk primary key (network_id, agent_id),
    constraint network_dhcp_agents_index unique (network_id, binding_index))`,
  "insert into network_dhcp_agents values ('net-a', 'agent-1', 1), ('net-a', 'agent-2', 2), ('net-b', 'agent-1', 1)",
  "delete from kysely_migration where name = '0007-agent-assignments'",
]

/** The agents go on with the networks that they had, and the table that held them is gone. */
export async function expectAssignmentsKept({ db }: Store): Promise<void> {
  const rows = await db.selectFrom('agent_assignments').selectAll().orderBy('object_id').orderBy('agent_id').execute()
  expect(rows.map(({ kind, object_id, agent_id, assignment_index: n }) => [kind, object_id, agent_id, n])).toEqual([
    ['dhcp-network', 'net-a', 'agent-1', 1],
    ['dhcp-network', 'net-a', 'agent-2', 2],
    ['dhcp-network', 'net-b', 'agent-1', 1],
  ])
  await expect(
    db
      .selectFrom('network_dhcp_agents' as 'agent_assignments')
      .selectAll()
      .execute(),
  ).rejects.toThrow()
}

/** What became of the snapshots `0001.*.sql`, and that the store works on from there. */
export async function expectUpgraded(store: Store): Promise<void> {
  const { db, log } = store
  const networks = await db.selectFrom('networks').selectAll().orderBy('id').execute()
  expect(networks).toMatchObject([
    { id: 'net-a', name: 'Käse', mtu: 1450, revision_number: 3, tags: '[]', port_security_enabled: 1, dns_domain: '' },
    { id: 'net-b', name: 'public', mtu: 1500, shared: 1, router_external: 1, is_default: 0 },
  ])
  const ports = await db.selectFrom('ports').select(['id', 'mac_address', 'tags', 'trunk_id']).orderBy('id').execute()
  expect(ports).toEqual([
    { id: 'port-2', mac_address: 'fa:16:3e:00:00:02', tags: '[]', trunk_id: null },
    { id: 'port-3', mac_address: 'fa:16:3e:00:00:03', tags: '[]', trunk_id: null },
  ])
  // Counted from the rows that were there.
  const usages = await db.selectFrom('quota_usages').selectAll().execute()
  expect(usages.map(({ project_id, resource, used }) => `${project_id} ${resource} ${String(used)}`).sort()).toEqual([
    'project-a network 1',
    'project-a port 2',
    'project-a subnet 1',
    'project-b network 1',
    'project-b rbac_policy 2',
  ])
  const entries = await db.selectFrom('rbac_policies').select(['object_id', 'action', 'target_project']).execute()
  expect(entries.map(({ object_id, action, target_project }) => [object_id, action, target_project]).sort()).toEqual([
    ['net-b', 'access_as_external', '*'],
    ['net-b', 'access_as_shared', '*'],
  ])

  // Agents go on with the cursors that they have.
  expect(log.epoch).toBe('11111111-2222-4333-8444-555555555555')
  expect([await log.head(), await log.tail()]).toEqual([3, 1])
  const port = { key: 'port/port-2', revision: 4, body: { p: 3 } }
  await store.transaction((tx) => tx.publish([{ topic: 'host/host1', ...port }]))
  expect(await log.read(3, 10)).toEqual([{ ...port, rev: 4, topic: 'host/host1', previousRevision: 3, previousRev: 3 }])
  const taken = {
    subnet_id: 'sub-a',
    ip_key: '0a000002',
    ip_address: '10.0.0.2',
    port_id: 'port-3',
    network_id: 'net-a',
  }
  const rival = store.transaction((tx) => tx.db.insertInto('ip_allocations').values(taken).execute())
  const problem = await rival.catch((error: unknown) => store.problem(error))
  expect(problem).toEqual({ kind: 'unique', table: 'ip_allocations', columns: ['subnet_id', 'ip_key'] })

  // One segment, one network: by tunnel id, by id on a physical network, by a whole physical network.
  const segment = {
    ...(await db.selectFrom('segments').selectAll().where('id', '=', 'seg-a').executeTakeFirstOrThrow()),
    network_id: 'net-b',
  }
  const { physical_network: _, ...tunnel } = segment
  await store.transaction((tx) =>
    tx.db
      .insertInto('segments')
      .values({ ...segment, id: 'seg-v', network_type: 'vlan', physical_network: 'physnet1', segmentation_id: 7 })
      .execute(),
  )
  for (const [more, columns] of [
    [{ ...tunnel, physical_network: null }, ['network_type', 'segmentation_id']],
    [
      { ...segment, network_type: 'vlan', physical_network: 'physnet1', segmentation_id: 7 },
      ['network_type', 'physical_network', 'segmentation_id'],
    ],
    [
      { ...segment, network_type: 'flat', physical_network: 'physnet1', segmentation_id: null },
      ['network_type', 'physical_network'],
    ],
  ] as const) {
    const doubled = store.transaction((tx) =>
      tx.db
        .insertInto('segments')
        .values({ ...more, id: 'twice' })
        .execute(),
    )
    expect(await doubled.catch((error: unknown) => store.problem(error))).toEqual({
      kind: 'unique',
      table: 'segments',
      columns,
    })
  }
}
