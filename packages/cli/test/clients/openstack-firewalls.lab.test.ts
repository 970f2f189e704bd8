import { describe, expect, it } from 'vitest'
import { missing } from './client-python.ts'
import { called, ID, PROJECT } from './shown.ts'
import { useOpenStack } from './use-openstack.ts'

// What is expected here, neutron-fwaas answers, too: NEUTRON_URL points these commands at a Neutron that has it.
const openstack = useOpenStack(35, ['router', 'firewall_v2'])

describe.skipIf(missing !== undefined)('openstack firewall group', () => {
  const [web, ping, deny, policy, outgoing, group] = ['web', 'ping', 'deny', 'in', 'out', 'g'].map(called) as [
    ...[string, string, string, string, string, string],
  ]
  const [network, subnet, router] = ['n', 's', 'r'].map(called) as [string, string, string]

  it('rule: makes, changes, shows and refuses rules', async () => {
    const create = 'firewall group rule create'
    const made = await openstack.show(`${create} --name ${web} --protocol tcp --destination-port 80:90 --action allow`)
    expect(made).toMatchObject({
      ...{ Action: 'allow', Description: '', 'Destination IP Address': null, 'Destination Port': '80:90' },
      ...{ Enabled: true, ID, 'IP Version': 4, Name: web, Project: PROJECT, Protocol: 'tcp', Shared: false },
      ...{ 'Source IP Address': null, 'Source Port': null },
    })
    await openstack.show(`${create} --name ${ping} --protocol icmp --action allow`)
    await openstack.show(`${create} --name ${deny} --protocol any --ip-version 6 --action reject`)
    expect(await openstack.refused(`${create} --protocol icmp --destination-port 80`)).toContain(
      'Source, destination port are not allowed when protocol is set to ICMP.',
    )
    expect(await openstack.refused(`${create} --ip-version 6 --source-ip-address 10.0.0.0/8`)).toContain(
      'IP addresses do not agree with IP Version',
    )
    await openstack.run(`firewall group rule set ${web} --source-ip-address 10.1.0.0/16 --description http`)
    expect(await openstack.show(`firewall group rule show ${web}`)).toMatchObject({
      ...{ Description: 'http', 'Source IP Address': '10.1.0.0/16' },
    })
    await openstack.run(`firewall group rule unset ${web} --source-ip-address`)
    const names = (await openstack.list('firewall group rule list')).map(({ Name }) => Name)
    expect(names).toEqual(expect.arrayContaining([web, ping, deny]))
  })

  it('policy: orders rules, inserts and removes them, and keeps what is used', async () => {
    const rulesOf = async (name: string): Promise<unknown> =>
      (await openstack.show(`firewall group policy show ${name}`))['Firewall Rules']
    const idOf = async (name: string): Promise<unknown> =>
      (await openstack.show(`firewall group rule show ${name}`))['ID']
    const made = await openstack.show(`firewall group policy create ${policy} --firewall-rule ${web} --audited`)
    expect(made).toMatchObject({ Audited: true, 'Firewall Rules': [ID], ID, Name: policy, Shared: false })
    await openstack.show(`firewall group policy create ${outgoing} --no-share`)
    expect(await openstack.told(`firewall group policy add rule ${policy} ${ping} --insert-before ${web}`)).toMatch(
      /^Inserted firewall rule/,
    )
    await openstack.told(`firewall group policy add rule ${policy} ${deny} --insert-after ${ping}`)
    expect(await rulesOf(policy)).toEqual([await idOf(ping), await idOf(deny), await idOf(web)])
    expect(await openstack.show(`firewall group policy show ${policy} -c Audited`)).toEqual({ Audited: false })
    expect(await openstack.refused(`firewall group policy add rule ${policy} ${web}`)).toContain('already associated')
    expect(await openstack.refused(`firewall group rule delete ${web}`)).toContain('is being used')
    expect(await openstack.told(`firewall group policy remove rule ${policy} ${deny}`)).toMatch(
      /^Removed firewall rule/,
    )
    expect(await openstack.refused(`firewall group policy remove rule ${policy} ${deny}`)).toContain('not associated')
  })

  it('makes groups on ports of routers, changes and lists them, and shows what they are', async () => {
    await openstack.show(`network create ${network}`)
    await openstack.show(`subnet create ${subnet} --network ${network} --subnet-range 10.81.0.0/24`)
    await openstack.show(`router create ${router}`)
    await openstack.run(`router add subnet ${router} ${subnet}`)
    const [port] = await openstack.list(`port list --router ${router}`)
    const made = await openstack.show(
      `firewall group create --name ${group} --ingress-firewall-policy ${policy} --port ${String(port!['ID'])}`,
    )
    // No host has the router.
    expect(made).toMatchObject({
      ...{ ID, 'Ingress Policy ID': ID, 'Egress Policy ID': null, Name: group, Ports: [port!['ID']], Shared: false },
      ...{ Project: PROJECT, State: true, Status: 'DOWN' },
    })
    await openstack.run(`firewall group set ${group} --egress-firewall-policy ${outgoing} --description d`)
    expect(await openstack.show(`firewall group show ${group}`)).toMatchObject({
      ...{ Description: 'd', 'Egress Policy ID': ID },
    })
    const listed = await openstack.list('firewall group list')
    expect(listed.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['default', group]))
    expect(await openstack.refused('firewall group create --name default')).toContain("'default' is a reserved name")
    expect(await openstack.refused(`firewall group create --port ${String(port!['ID'])}`)).toContain(
      'already associated with other firewall group(s)',
    )
    expect(await openstack.refused(`firewall group policy delete ${policy}`)).toContain('is being used')
    await openstack.run(`firewall group unset ${group} --ingress-firewall-policy --all-port`)
    expect(await openstack.show(`firewall group show ${group}`)).toMatchObject({
      ...{ 'Ingress Policy ID': null, Ports: [], Status: 'INACTIVE' },
    })
  })

  it('takes all of it away again', async () => {
    await openstack.run(`firewall group delete ${group}`)
    for (const name of [policy, outgoing]) await openstack.run(`firewall group policy delete ${name}`)
    for (const name of [web, ping, deny]) await openstack.run(`firewall group rule delete ${name}`)
    await openstack.run(`router remove subnet ${router} ${subnet}`)
    await openstack.run(`router delete ${router}`)
    await openstack.run(`network delete ${network}`)
    expect(await openstack.refused(`firewall group show ${group}`)).toContain(group)
  })
})
