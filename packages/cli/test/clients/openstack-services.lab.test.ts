import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(35)

describe.skipIf(missing !== undefined)(
  'openstack network qos, network trunk, address group, and what the server offers',
  () => {
    it('makes a network to work with', async () => {
      const net = called('lan')
      expect(await openstack.show(`network create ${net} -c name`)).toEqual({ name: net })
    })

    it('makes, changes and deletes QoS policies and their rules', async () => {
      const [policy, old] = [called('gold'), called('silver')]
      expect(await openstack.show(`network qos policy create ${old} --description best`)).toEqual({
        description: 'best',
        id: ID,
        is_default: false,
        name: old,
        project_id: PROJECT,
        rules: [],
        shared: false,
        tags: [],
      })
      await openstack.run(`network qos policy set ${old} --name ${policy} --share`)
      const create = `network qos rule create ${policy} --type`
      const limit = await openstack.show(`${create} bandwidth-limit --max-kbps 1000 --max-burst-kbits 800 --egress`)
      expect(limit).toEqual({ direction: 'egress', id: ID, max_burst_kbps: 800, max_kbps: 1000, name: null })
      expect(await openstack.refused(`${create} bandwidth-limit --max-kbps 1 --max-burst-kbits 8 --egress`)).toMatch(
        /Rule bandwidth_limit conflicts with rule [0-9a-f-]+ which already exists in QoS Policy/,
      )
      const mark = await openstack.show(`${create} dscp-marking --dscp-mark 26`)
      expect(mark).toEqual({ dscp_mark: 26, id: ID, name: null })
      expect(await openstack.refused(`${create} dscp-marking --dscp-mark 27`)).toContain(
        'Invalid input for dscp_mark. Reason: 27 is not in valid_values.',
      )
      await openstack.run(`network qos rule set ${policy} ${String(limit['id'])} --max-kbps 2000`)
      expect(await openstack.show(`network qos rule show ${policy} ${String(limit['id'])}`)).toMatchObject({
        max_kbps: 2000,
      })
      const { id } = await openstack.show(`network qos policy show ${policy}`)
      const empty = { 'QoS Policy ID': id, 'Min Kbps': '', 'Min Kpps': '' }
      const rows = await openstack.list(`network qos rule list ${policy}`)
      expect(rows).toHaveLength(2)
      expect(rows).toContainEqual({
        ...empty,
        ID: limit['id'],
        Type: 'bandwidth_limit',
        'Max Kbps': 2000,
        'Max Burst Kbits': 800,
        'DSCP mark': '',
        Direction: 'egress',
      })
      await openstack.run(`network qos rule delete ${policy} ${String(mark['id'])}`)
      // Which types there are depends on what the mechanism drivers can do.
      expect(await openstack.list('network qos rule type list')).toEqual(expect.any(Array))
      await openstack.run(`network set ${called('lan')} --qos-policy ${policy}`)
      expect(await openstack.show(`network show ${called('lan')} -c qos_policy_id`)).toEqual({ qos_policy_id: id })
      expect(await openstack.refused(`network qos policy delete ${policy}`)).toContain('409')
      await openstack.run(`network set ${called('lan')} --no-qos-policy`)
      expect(await openstack.list(`network qos policy list --share`)).toContainEqual({
        ID: id,
        Name: policy,
        Shared: true,
        Default: false,
        Project: PROJECT,
      })
      await openstack.run(`network qos policy delete ${policy}`)
    })

    it('makes trunks, and adds and removes subports', async () => {
      const { id: parent } = await openstack.show(`port create ${called('parent')} --network ${called('lan')}`)
      const { id: child } = await openstack.show(`port create ${called('child')} --network ${called('lan')}`)
      const { id: other } = await openstack.show(`port create ${called('other')} --network ${called('lan')}`)
      const trunk = called('trunk')
      const made = await openstack.show(
        `network trunk create ${trunk} --parent-port ${called('parent')}`,
        ...['--subport', `port=${called('child')},segmentation-type=vlan,segmentation-id=100`],
      )
      expect(made).toMatchObject({
        admin_state_up: true,
        description: '',
        id: ID,
        name: trunk,
        port_id: parent,
        status: 'DOWN',
        sub_ports: [{ port_id: child, segmentation_type: 'vlan', segmentation_id: 100 }],
        tags: [],
      })
      await openstack.run(
        `network trunk set ${trunk} --description tr --subport port=${called('other')},segmentation-type=vlan,segmentation-id=101`,
      )
      expect(await openstack.list(`network subport list --trunk ${trunk}`)).toEqual([
        { Port: child, 'Segmentation Type': 'vlan', 'Segmentation ID': 100 },
        { Port: other, 'Segmentation Type': 'vlan', 'Segmentation ID': 101 },
      ])
      await openstack.run(`network trunk unset ${trunk} --subport ${called('other')}`)
      expect(await openstack.list('network trunk list')).toContainEqual({
        ID: made['id'],
        Name: trunk,
        'Parent Port': parent,
        Description: 'tr',
      })
      expect(await openstack.refused(`port delete ${called('child')}`)).toContain(
        `Port ${String(child)} is currently a subport for trunk ${String(made['id'])}.`,
      )
      expect(await openstack.show(`port show ${called('parent')} -c trunk_details`)).toMatchObject({
        trunk_details: {
          trunk_id: made['id'],
          sub_ports: [{ segmentation_id: 100, segmentation_type: 'vlan', port_id: child }],
        },
      })
      await openstack.run(`network trunk delete ${trunk}`)
      await openstack.run(`port delete ${called('parent')} ${called('child')} ${called('other')}`)
    })

    it('makes, changes and deletes address groups', async () => {
      const [group, old] = [called('group'), called('gruop')]
      const made = await openstack.show(
        `address group create ${old} --address 10.0.0.0/24 --address 192.0.2.7 --description dd`,
      )
      expect(made).toEqual({
        addresses: ['10.0.0.0/24', '192.0.2.7/32'],
        description: 'dd',
        id: ID,
        name: old,
        project_id: PROJECT,
      })
      await openstack.run(`address group set ${old} --address 10.1.0.0/16 --name ${group}`)
      await openstack.run(`address group unset ${group} --address 192.0.2.7`)
      expect(await openstack.list(`address group list --name ${group}`)).toEqual([
        {
          ID: made['id'],
          Name: group,
          Description: 'dd',
          Project: made['project_id'],
          Addresses: ['10.0.0.0/24', '10.1.0.0/16'],
        },
      ])
      await openstack.run(`address group delete ${group}`)
    })

    it('tells what the server offers', async () => {
      const extensions = await openstack.list('extension list --network')
      expect(extensions).toContainEqual({
        Name: 'Network IP Availability',
        Alias: 'network-ip-availability',
        Description: 'Provides IP availability data for each network and subnet.',
      })
      expect(await openstack.show('extension show quotas -c alias -c name -c description -c updated_at')).toEqual({
        alias: 'quotas',
        description: 'Expose functions for quotas management per project',
        name: 'Quota management support',
        updated_at: '2012-07-29T10:00:00-00:00',
      })
      expect(await openstack.refused('extension show nothing')).toContain('No Extension found for nothing')
      expect(await openstack.list('network agent list')).toEqual([])
      expect(await openstack.list('availability zone list --network')).toEqual([])
      expect(await openstack.list('network service provider list')).toEqual(expect.any(Array))
      await openstack.run(`network delete ${called('lan')}`)
    })
  },
)
