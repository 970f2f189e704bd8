import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT, TIME } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, OpenStack Neutron 21 answers, too: NEUTRON_URL points these commands at one.
const openstack = useOpenStack(30)

const ADDRESS: unknown = expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)

describe.skipIf(missing !== undefined)('openstack router and floating ip', () => {
  const [outside, inside, lan, router, port] = ['outside', 'inside', 'lan', 'r', 'p'].map(called) as [
    string,
    string,
    string,
    string,
    string,
  ]

  it('makes a router, leads it outside, connects networks and gives it routes', async () => {
    await openstack.show(`network create ${outside} --external`)
    await openstack.show(`subnet create ${outside} --network ${outside} --subnet-range 203.0.113.0/24 --no-dhcp`)
    await openstack.show(`network create ${inside}`)
    await openstack.show(`subnet create ${lan} --network ${inside} --subnet-range 10.79.0.0/24`)
    const made = await openstack.show(`router create ${router} --tag red`, '--description', 'the way out')
    expect(made).toMatchObject({
      ...{ admin_state_up: true, created_at: TIME, description: 'the way out', external_gateway_info: null, id: ID },
      ...{ name: router, project_id: PROJECT, routes: [], status: 'ACTIVE', tags: ['red'] },
    })
    await openstack.run(`router set ${router} --external-gateway ${outside}`)
    await openstack.run(`router add subnet ${router} ${lan}`)
    const shown = await openstack.show(`router show ${router}`)
    expect(shown['external_gateway_info']).toMatchObject({
      enable_snat: true,
      external_fixed_ips: [{ ip_address: ADDRESS }],
    })
    expect(shown['interfaces_info']).toMatchObject([{ ip_address: '10.79.0.1', subnet_id: ID, port_id: ID }])
    await openstack.run(`router set ${router} --disable-snat --external-gateway ${outside}`)
    await openstack.run(`router set ${router} --route destination=192.168.9.0/24,gateway=10.79.0.9`)
    await openstack.run(`router add route ${router} --route destination=192.168.8.0/24,gateway=10.79.0.9`)
    const routes = (await openstack.show(`router show ${router} -c routes`))['routes']
    expect(routes).toHaveLength(2)
    expect(await openstack.refused(`router remove subnet ${router} ${lan}`)).toContain('one or more routes')
    await openstack.run(`router unset ${router} --all-tag`)
    await openstack.run(`router set ${router} --no-route`)
  })

  it('leads floating IPs to ports, and ports of them to ports', async () => {
    await openstack.show(`port create ${port} --network ${inside}`)
    const made = await openstack.show(`floating ip create ${outside} --port ${port}`)
    expect(made).toMatchObject({
      ...{ created_at: TIME, fixed_ip_address: ADDRESS, floating_ip_address: ADDRESS, floating_network_id: ID, id: ID },
      ...{ port_id: ID, project_id: PROJECT, router_id: ID, status: 'DOWN' },
    })
    const address = String(made['floating_ip_address'])
    expect(await openstack.refused(`router unset ${router} --external-gateway`)).toContain('floating IPs')
    await openstack.run(`floating ip unset ${address} --port`)
    expect(await openstack.show(`floating ip show ${address} -c port_id`)).toEqual({ port_id: null })
    const { id: portId } = await openstack.show(`port show ${port} -c id`)
    const fixed = String(made['fixed_ip_address'])
    const forward = await openstack.show(
      `floating ip port forwarding create ${address} --internal-ip-address ${fixed} --port ${String(portId)} ` +
        '--internal-protocol-port 8080 --external-protocol-port 80 --protocol tcp',
    )
    expect(forward).toMatchObject({ external_port: 80, internal_port: 8080, internal_port_id: portId, protocol: 'tcp' })
    expect(await openstack.list(`floating ip port forwarding list ${address}`)).toHaveLength(1)
    expect(await openstack.refused(`floating ip delete ${address}`)).toContain('in use by Port Forwarding')
    await openstack.run(`floating ip port forwarding delete ${address} ${String(forward['id'])}`)
    await openstack.run(`floating ip set ${address} --port ${port}`)
    expect(await openstack.list(`floating ip list --router ${router}`)).toHaveLength(1)
    await openstack.run(`floating ip delete ${address}`)
  })

  it('takes a router apart again', async () => {
    expect(await openstack.refused(`router delete ${router}`)).toContain('has ports still attached')
    await openstack.run(`router remove subnet ${router} ${lan}`)
    await openstack.run(`router unset ${router} --external-gateway`)
    const ports = await openstack.list(`port list --router ${router}`)
    expect(ports).toEqual([])
    await openstack.run(`router delete ${router}`)
    await openstack.run(`port delete ${port}`)
    await openstack.run(`network delete ${inside}`)
    await openstack.run(`network delete ${outside}`)
  })
})
