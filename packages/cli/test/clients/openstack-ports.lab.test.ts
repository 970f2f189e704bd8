import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, MAC, PROJECT, TIME } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(18)

describe.skipIf(missing !== undefined)('openstack port and ip availability', () => {
  it('makes a network to work with', async () => {
    const net = called('lan')
    expect(await openstack.show(`network create ${net} -c name`)).toEqual({ name: net })
    const pool = ['--allocation-pool', 'start=10.77.0.10,end=10.77.0.99']
    await openstack.show(`subnet create ${called('four')} --network ${net} --subnet-range 10.77.0.0/24`, ...pool)
    const slaac = ['--ipv6-ra-mode', 'slaac', '--ipv6-address-mode', 'slaac']
    const six = `subnet create ${called('six')} --network ${net} --ip-version 6 --subnet-range 2001:db8:77::/64`
    await openstack.show(six, ...slaac)
  })

  it('makes, changes, finds and deletes ports', async () => {
    const net = called('lan')
    const { id: network } = await openstack.show(`network show ${net} -c id`)
    const { id: four } = await openstack.show(`subnet show ${called('four')} -c id`)
    const { id: six } = await openstack.show(`subnet show ${called('six')} -c id`)
    const made = await openstack.show(
      `port create ${called('web')} --network ${net} --mac-address fa:16:3e:77:00:01 --device vm-1 --tag web`,
      ...['--fixed-ip', `subnet=${called('four')},ip-address=10.77.0.20`, '--device-owner', 'compute:nova'],
      ...['--host', 'nowhere', '--no-security-group'],
    )
    expect(made).toEqual({
      admin_state_up: true,
      allowed_address_pairs: [],
      binding_host_id: 'nowhere',
      binding_profile: {},
      binding_vif_details: {},
      binding_vif_type: 'binding_failed',
      binding_vnic_type: 'normal',
      created_at: TIME,
      data_plane_status: null,
      description: '',
      device_id: 'vm-1',
      device_owner: 'compute:nova',
      device_profile: null,
      dns_assignment: made['dns_assignment'],
      dns_domain: made['dns_domain'] === '' ? '' : null,
      dns_name: made['dns_name'] === '' ? '' : null,
      extra_dhcp_opts: [],
      fixed_ips: expect.any(Array) as unknown,
      id: ID,
      ip_allocation: made['ip_allocation'] === 'immediate' ? 'immediate' : null,
      mac_address: 'fa:16:3e:77:00:01',
      name: called('web'),
      network_id: network,
      numa_affinity_policy: null,
      port_security_enabled: true,
      project_id: PROJECT,
      // Servers without that extension have no word on it.
      propagate_uplink_status: made['propagate_uplink_status'],
      qos_network_policy_id: null,
      qos_policy_id: null,
      resource_request: null,
      revision_number: expect.any(Number) as number,
      security_group_ids: [],
      status: 'DOWN',
      tags: ['web'],
      trunk_details: null,
      updated_at: TIME,
    })
    expect(made['fixed_ips']).toHaveLength(2)
    expect(made['fixed_ips']).toContainEqual({ subnet_id: four, ip_address: '10.77.0.20' })
    // made of the MAC, though nobody asked for it
    expect(made['fixed_ips']).toContainEqual({ subnet_id: six, ip_address: '2001:db8:77:0:f816:3eff:fe77:1' })
    const second = await openstack.show(
      `port create ${called('db')} --network ${net} --disable-port-security --no-security-group`,
    )
    expect(second).toMatchObject({ port_security_enabled: false, binding_vif_type: 'unbound', mac_address: MAC })
    await openstack.run(
      `port set ${called('db')} --description second --enable-port-security --allowed-address ip-address=10.77.0.200`,
    )
    expect(await openstack.show(`port show ${called('db')} -c allowed_address_pairs -c description`)).toEqual({
      allowed_address_pairs: [{ ip_address: '10.77.0.200', mac_address: second['mac_address'] }],
      description: 'second',
    })
    await openstack.run(
      `port unset ${called('db')} --allowed-address ip-address=10.77.0.200,mac-address=${String(second['mac_address'])}`,
    )
    expect(
      await openstack.list(`port list --fixed-ip ip-address=10.77.0.20 --network ${net} -c Name -c Status`),
    ).toEqual([{ Name: called('web'), Status: 'DOWN' }])
    expect(await openstack.list(`port list --mac-address fa:16:3e:77:00:01 --long`)).toEqual([
      {
        ID: made['id'],
        Name: called('web'),
        'MAC Address': 'fa:16:3e:77:00:01',
        'Fixed IP Addresses': made['fixed_ips'],
        Status: 'DOWN',
        'Security Groups': null,
        'Device Owner': 'compute:nova',
        Tags: ['web'],
      },
    ])
    expect(await openstack.list(`port list --network ${net} --device-owner compute:nova -c Name`)).toEqual([
      { Name: called('web') },
    ])
    expect(
      await openstack.refused(
        `port create ${called('twin')} --network ${net} --fixed-ip subnet=${called('four')},ip-address=10.77.0.20`,
      ),
    ).toContain(`IP address 10.77.0.20 already allocated in subnet ${String(four)}`)
    expect(await openstack.refused(`network delete ${net}`)).toContain(
      `Unable to complete operation on network ${String(network)}. There are one or more ports still in use on the network`,
    )
  })

  it('counts addresses', async () => {
    const { network_id, subnet_ip_availability, ...sums } = await openstack.show(
      `ip availability show ${called('lan')}`,
    )
    expect(network_id).toEqual(ID)
    expect(sums).toEqual({
      network_name: called('lan'),
      project_id: PROJECT,
      // 2^64 and more do not fit a JavaScript number
      total_ips: Number(18446744073709551705n),
      used_ips: 4,
    })
    expect(subnet_ip_availability).toHaveLength(2)
    expect(subnet_ip_availability).toContainEqual({
      subnet_id: ID,
      ip_version: 4,
      cidr: '10.77.0.0/24',
      subnet_name: called('four'),
      used_ips: 2,
      total_ips: 90,
    })
    expect(await openstack.list('ip availability list --ip-version 4')).toContainEqual({
      'Network ID': network_id,
      'Network Name': called('lan'),
      'Total IPs': 90,
      'Used IPs': 2,
    })
    await openstack.run(`port delete ${called('web')} ${called('db')}`)
    await openstack.run(`subnet delete ${called('four')} ${called('six')}`)
    await openstack.run(`network delete ${called('lan')}`)
  })
})
