import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT, TIME } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(25)

describe.skipIf(missing !== undefined)('openstack network and subnet', () => {
  it('makes, changes, finds and deletes networks', async () => {
    const [first, second] = [called('one'), called('two')]
    const made = await openstack.show(`network create ${first} --mtu 1400 --tag red`, '--description', 'a  network')
    expect(made).toEqual({
      admin_state_up: true,
      availability_zone_hints: [],
      availability_zones: [],
      created_at: TIME,
      description: 'a  network',
      dns_domain: made['dns_domain'] === '' ? '' : null,
      id: ID,
      ipv4_address_scope: null,
      ipv6_address_scope: null,
      is_default: false,
      is_vlan_transparent: null,
      mtu: 1400,
      name: first,
      port_security_enabled: true,
      project_id: PROJECT,
      'provider:network_type': 'vxlan',
      'provider:physical_network': null,
      'provider:segmentation_id': expect.any(Number) as number,
      qos_policy_id: null,
      revision_number: 1,
      'router:external': false,
      segments: null,
      shared: false,
      status: 'ACTIVE',
      subnets: [],
      tags: ['red'],
      updated_at: TIME,
    })
    await openstack.run(`network set ${first} --name ${second} --disable --tag blue`)
    await openstack.run(`network unset ${second} --tag red`)
    expect(await openstack.show(`network show ${second} -c name -c tags -c admin_state_up -c id`)).toEqual({
      name: second,
      tags: ['blue'],
      admin_state_up: false,
      id: made['id'],
    })
    expect(await openstack.list(`network list --name ${second} --long`)).toEqual([
      {
        ID: made['id'],
        Name: second,
        Status: 'ACTIVE',
        Project: made['project_id'],
        State: false,
        Shared: false,
        Subnets: [],
        'Network Type': 'vxlan',
        'Router Type': false,
        'Availability Zones': [],
        Tags: ['blue'],
      },
    ])
    expect(await openstack.list(`network list --disable --tags blue --name ${second} -c Name`)).toEqual([
      { Name: second },
    ])
    expect(await openstack.list(`network list --not-tags blue --name ${second}`)).toEqual([])
    expect(await openstack.list(`network list --enable --name ${second}`)).toEqual([])
    await openstack.run(`network delete ${second}`)
    expect(await openstack.refused(`network show ${second}`)).toContain(`No Network found for ${second}`)
  })

  it('says what is wrong with a network in Neutron’s words', async () => {
    await openstack.show(`network create ${called('vx')} --provider-network-type vxlan --provider-segment 15555`)
    expect(
      await openstack.refused(`network create ${called('vx2')} --provider-network-type vxlan --provider-segment 15555`),
    ).toContain('Unable to create the network. The tunnel ID 15555 is in use.')
    expect(await openstack.list('network list --provider-network-type vxlan --provider-segment 15555 -c Name')).toEqual(
      [{ Name: called('vx') }],
    )
    expect(await openstack.refused(`network delete ${called('vx')} ${called('none')}`)).toMatch(
      new RegExp(`No Network found for ${called('none')}\\n1 of 2 networks failed to delete`),
    )
  })

  it('makes, changes, finds and deletes subnets', async () => {
    const net = called('lan')
    const { id: network } = await openstack.show(`network create ${net}`)
    const four = await openstack.show(
      `subnet create ${called('four')} --network ${net} --subnet-range 10.77.0.0/24 --dns-nameserver 192.0.2.53`,
      ...['--host-route', 'destination=10.99.0.0/16,gateway=10.77.0.9'],
      ...['--allocation-pool', 'start=10.77.0.10,end=10.77.0.99'],
    )
    expect(four).toEqual({
      allocation_pools: [{ start: '10.77.0.10', end: '10.77.0.99' }],
      cidr: '10.77.0.0/24',
      created_at: TIME,
      description: '',
      dns_nameservers: ['192.0.2.53'],
      dns_publish_fixed_ip: four['dns_publish_fixed_ip'] === false ? false : null,
      enable_dhcp: true,
      gateway_ip: '10.77.0.1',
      host_routes: [{ destination: '10.99.0.0/16', nexthop: '10.77.0.9' }],
      id: ID,
      ip_version: 4,
      ipv6_address_mode: null,
      ipv6_ra_mode: null,
      name: called('four'),
      network_id: network,
      project_id: PROJECT,
      revision_number: expect.any(Number) as number,
      segment_id: null,
      service_types: [],
      subnetpool_id: null,
      tags: [],
      updated_at: TIME,
    })
    const six = await openstack.show(
      `subnet create ${called('six')} --network ${net} --ip-version 6 --subnet-range 2001:db8:77::/64`,
      ...['--ipv6-ra-mode', 'slaac', '--ipv6-address-mode', 'slaac'],
    )
    expect(six).toMatchObject({
      allocation_pools: [{ start: '2001:db8:77::1', end: '2001:db8:77:0:ffff:ffff:ffff:ffff' }],
      gateway_ip: '2001:db8:77::',
      ipv6_address_mode: 'slaac',
      ipv6_ra_mode: 'slaac',
    })
    await openstack.run(
      `subnet set ${called('four')} --description lan --no-dhcp --gateway 10.77.0.254 --dns-nameserver 192.0.2.54`,
    )
    await openstack.run(`subnet unset ${called('four')} --dns-nameserver 192.0.2.53`)
    expect(
      await openstack.show(
        `subnet show ${called('four')} -c gateway_ip -c enable_dhcp -c dns_nameservers -c description`,
      ),
    ).toEqual({ gateway_ip: '10.77.0.254', enable_dhcp: false, dns_nameservers: ['192.0.2.54'], description: 'lan' })
    const listed = await openstack.list(`subnet list --network ${net}`)
    expect(listed).toHaveLength(2)
    expect(listed).toContainEqual({
      ID: four['id'],
      Name: called('four'),
      Network: network,
      Subnet: '10.77.0.0/24',
    })
    expect(await openstack.list(`subnet list --network ${net} --ip-version 6 -c Name`)).toEqual([
      { Name: called('six') },
    ])
    expect(await openstack.list(`subnet list --network ${net} --no-dhcp --subnet-range 10.77.0.0/24 -c Name`)).toEqual([
      { Name: called('four') },
    ])
    expect(
      await openstack.refused(`subnet create ${called('bad')} --network ${net} --subnet-range 10.77.0.128/25`),
    ).toContain(
      `Requested subnet with cidr: 10.77.0.128/25 for network: ${String(network)} overlaps with another subnet.`,
    )
    await openstack.run(`subnet delete ${called('four')} ${called('six')}`)
    await openstack.run(`network delete ${net}`)
  })
})
