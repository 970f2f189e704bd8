import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT, TIME } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(24)

describe.skipIf(missing !== undefined)('openstack address scope, subnet pool, network segment and network rbac', () => {
  it('makes a network to work with', async () => {
    const net = called('lan')
    expect(await openstack.show(`network create ${net} -c name`)).toEqual({ name: net })
  })

  it('takes subnets from pools, and pools from address scopes', async () => {
    const [scope, pool, net] = [called('scope'), called('pool'), called('lan')]
    const made = await openstack.show(`address scope create ${called('old')} --ip-version 4 --share`)
    expect(made).toEqual({ id: ID, ip_version: 4, name: called('old'), project_id: PROJECT, shared: true })
    await openstack.run(`address scope set ${called('old')} --name ${scope}`)
    expect(await openstack.list(`address scope list --name ${scope}`)).toEqual([
      { ID: made['id'], Name: scope, 'IP Version': 4, Shared: true, Project: made['project_id'] },
    ])
    const madePool = await openstack.show(
      `subnet pool create ${pool} --pool-prefix 10.80.0.0/16 --address-scope ${scope} --description d --tag t1`,
      ...['--default-prefix-length', '26', '--min-prefix-length', '24', '--max-prefix-length', '28'],
    )
    expect(madePool).toEqual({
      address_scope_id: made['id'],
      created_at: TIME,
      default_prefixlen: 26,
      default_quota: null,
      description: 'd',
      id: ID,
      ip_version: 4,
      is_default: false,
      max_prefixlen: 28,
      min_prefixlen: 24,
      name: pool,
      prefixes: ['10.80.0.0/16'],
      project_id: PROJECT,
      revision_number: 0,
      shared: false,
      tags: ['t1'],
      updated_at: TIME,
    })
    await openstack.run(`subnet pool set ${pool} --pool-prefix 10.82.0.0/16 --default-prefix-length 25`)
    await openstack.run(`subnet pool unset ${pool} --tag t1`)
    expect(await openstack.list(`subnet pool list --address-scope ${scope} --long`)).toEqual([
      {
        ID: madePool['id'],
        Name: pool,
        Prefixes: ['10.80.0.0/16', '10.82.0.0/16'],
        'Default Prefix Length': 25,
        'Address Scope': made['id'],
        'Default Subnet Pool': false,
        Shared: false,
        Tags: [],
      },
    ])
    expect(await openstack.show(`subnet create ${called('p1')} --network ${net} --subnet-pool ${pool}`)).toMatchObject({
      cidr: '10.80.0.0/25',
      gateway_ip: '10.80.0.1',
      subnetpool_id: madePool['id'],
    })
    expect(
      await openstack.show(`subnet create ${called('p2')} --network ${net} --subnet-pool ${pool} --prefix-length 28`),
    ).toMatchObject({ cidr: '10.80.0.128/28' })
    expect(
      await openstack.refused(
        `subnet create ${called('p3')} --network ${net} --subnet-pool ${pool} --prefix-length 30`,
      ),
    ).toContain('Unable to allocate subnet with prefix length 30, maximum allowed prefix is 28.')
    expect(await openstack.show(`network show ${net} -c ipv4_address_scope`)).toEqual({
      ipv4_address_scope: made['id'],
    })
    expect(await openstack.refused(`address scope delete ${scope}`)).toContain(
      `Unable to complete operation on address scope ${String(made['id'])}. There are one or more subnet pools in use on the address scope`,
    )
    expect(await openstack.refused(`subnet pool delete ${pool}`)).toContain(
      'Unable to delete subnet pool: Subnet pool has existing allocations.',
    )
    await openstack.run(`subnet delete ${called('p1')} ${called('p2')}`)
    await openstack.run(`subnet pool delete ${pool}`)
    await openstack.run(`address scope delete ${scope}`)
  })

  it('shows segments', async () => {
    const { id, 'provider:segmentation_id': vni } = await openstack.show(`network show ${called('lan')}`)
    const listed = await openstack.list(`network segment list --network ${called('lan')}`)
    expect(listed).toEqual([{ ID, Name: null, Network: id, 'Network Type': 'vxlan', Segment: vni }])
    expect(await openstack.show(`network segment show ${String(listed[0]?.['ID'])}`)).toEqual({
      description: null,
      id: listed[0]?.['ID'],
      name: null,
      network_id: id,
      network_type: 'vxlan',
      physical_network: null,
      segmentation_id: vni,
    })
  })

  it('shares networks by RBAC policies', async () => {
    const { id, project_id } = await openstack.show(`network show ${called('lan')}`)
    const policy = `network rbac create ${called('lan')} --type network --action access_as_shared --target-all-projects`
    const made = await openstack.show(policy)
    const shown = {
      action: 'access_as_shared',
      id: ID,
      object_id: id,
      object_type: 'network',
      project_id,
      target_project_id: '*',
    }
    expect(made).toEqual(shown)
    expect(await openstack.show(`network rbac show ${String(made['id'])}`)).toEqual({ ...shown, id: made['id'] })
    expect(await openstack.list('network rbac list --type network --action access_as_shared --long')).toContainEqual({
      ID: made['id'],
      'Object Type': 'network',
      'Object ID': id,
      Action: 'access_as_shared',
    })
    expect(await openstack.show(`network show ${called('lan')} -c shared`)).toEqual({ shared: true })
    expect(await openstack.refused(policy)).toContain('409')
    await openstack.run(`network rbac delete ${String(made['id'])}`)
    expect(await openstack.show(`network show ${called('lan')} -c shared`)).toEqual({ shared: false })
    await openstack.run(`network delete ${called('lan')}`)
  })
})
