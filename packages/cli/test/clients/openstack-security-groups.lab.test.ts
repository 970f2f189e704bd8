import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT, TIME } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(16)

describe.skipIf(missing !== undefined)('openstack security group', () => {
  it('makes, changes, finds and deletes groups and rules', async () => {
    const [web, db] = [called('web'), called('db')]
    const made = await openstack.show(`security group create ${web} --tag red`, '--description', 'the front')
    expect(made).toMatchObject({
      ...{ created_at: TIME, description: 'the front', id: ID, name: web, project_id: PROJECT, revision_number: 1 },
      ...{ stateful: true, tags: ['red'], updated_at: TIME },
    })
    expect(made['rules']).toHaveLength(2)
    const { id: dbId } = await openstack.show(`security group create ${db} --stateless -c id`)
    const rule = await openstack.show(
      `security group rule create ${web} --protocol tcp --dst-port 443 --remote-ip 10.0.0.1/8`,
    )
    expect(rule).toMatchObject({
      ...{ direction: 'ingress', ether_type: 'IPv4', port_range_max: 443, port_range_min: 443, protocol: 'tcp' },
      ...{ remote_address_group_id: null, remote_group_id: null, remote_ip_prefix: '10.0.0.1/8' },
      security_group_id: made['id'],
    })
    await openstack.show(`security group rule create ${web} --protocol icmp --icmp-type 8 --remote-group ${db}`)
    const rules = (await openstack.list(`security group rule list ${web} --ingress`)) as readonly object[]
    expect(rules).toHaveLength(2)
    expect(rules).toContainEqual(expect.objectContaining({ 'Remote Security Group': dbId, 'IP Protocol': 'icmp' }))
    await openstack.run(`security group rule delete ${String(rule['id'])}`)
    await openstack.run(`security group set ${web} --name ${called('front')}`)
    expect(await openstack.show(`security group show ${called('front')} -c name -c revision_number`)).toMatchObject({
      name: called('front'),
    })
    const names = (await openstack.list('security group list')) as readonly { readonly Name: string }[]
    expect(names.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['default', called('front'), db]))
  })

  it('puts ports into groups, which are in use then', async () => {
    const [net, front] = [called('lan'), called('front')]
    await openstack.show(`network create ${net}`)
    await openstack.show(`subnet create ${called('four')} --network ${net} --subnet-range 10.78.0.0/24`)
    const { id } = await openstack.show(`security group show ${front} -c id`)
    const port = await openstack.show(`port create ${called('p')} --network ${net} --security-group ${front}`)
    expect(port['security_group_ids']).toEqual([id])
    expect(await openstack.refused(`security group delete ${front}`)).toContain('in use')
    await openstack.run(`port set ${called('p')} --no-security-group`)
    expect(await openstack.show(`port show ${called('p')} -c security_group_ids`)).toEqual({ security_group_ids: [] })
    await openstack.run(`security group delete ${front} ${called('db')}`)
    await openstack.run(`port delete ${called('p')}`)
    await openstack.run(`network delete ${net}`)
  })
})
