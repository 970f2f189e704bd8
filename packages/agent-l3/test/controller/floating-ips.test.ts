import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { l3Link } from './l3-link.ts'
import { contextOf, type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud()
  await cloud.l3Agent('h1')
})
afterAll(() => cloud.close())

const body = (more: object = {}): object => ({
  floatingip: { floating_network_id: cloud.outside.networkId, ...more },
})
const fip = (who: string, more: object = {}): Promise<Shown> => cloud.make('/floatingips', body(more), who)
const put = (id: unknown, change: object, who: string): Promise<readonly unknown[]> =>
  cloud.refusal('PUT', `/floatingips/${String(id)}`, { floatingip: change }, who)
const shown = async (id: unknown): Promise<Shown> =>
  (await cloud.call('GET', `/floatingips/${String(id)}`)).body['floatingip'] ?? {}
const bad = (problem: string): readonly unknown[] => [400, 'BadRequest', `Bad floatingip request: ${problem}.`]
const port = async (who: string, networkId: string, more: object = {}): Promise<string> =>
  String((await cloud.make('/ports', { port: { network_id: networkId, ...more } }, who))['id'])
const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describe('a floating IP', () => {
  it('is DOWN at its creation, and is shown as Neutron shows it', async () => {
    const made = await fip('f1', { description: 'd' })
    expect(made).toEqual({
      id: expect.any(String) as string,
      tenant_id: 'f1',
      project_id: 'f1',
      floating_ip_address: expect.stringMatching(/^203\.0\.113\./) as string,
      floating_network_id: cloud.outside.networkId,
      router_id: null,
      port_id: null,
      fixed_ip_address: null,
      status: 'DOWN',
      dns_name: '',
      dns_domain: '',
      port_details: null,
      port_forwardings: [],
      description: 'd',
      tags: [],
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
      revision_number: 1,
    })
    const ports = await cloud.call('GET', `/ports?device_id=${String(made['id'])}`)
    expect(ports.body['ports']).toMatchObject([{ device_owner: 'network:floatingip', project_id: '', status: 'N/A' }])
    const held = String(ports.body['ports']?.[0]?.['id'])
    expect(await cloud.refusal('DELETE', `/ports/${held}`)).toEqual([
      409,
      'ServicePortInUse',
      `Port ${held} cannot be deleted directly via the port API: has device owner network:floatingip.`,
    ])
    expect(await cloud.refusal('DELETE', `/floatingips/${String(made['id'])}`, undefined, 'f1')).toEqual([204])
    expect((await cloud.call('GET', `/ports/${held}`)).status).toBe(404)
  })

  it('is of an external network with IPv4; the address is an administrator’s to name', async () => {
    const { networkId } = await cloud.inside('f2')
    const of = (id: string): object => ({ floatingip: { floating_network_id: id } })
    expect(await cloud.refusal('POST', '/floatingips', of(networkId), 'f2')).toEqual(
      bad(`Network ${networkId} is not a valid external network`),
    )
    expect(await cloud.refusal('POST', '/floatingips', of(NOBODY), 'f2')).toEqual([
      404,
      'NetworkNotFound',
      expect.any(String),
    ])
    const six = await cloud.netloom.networks.create(contextOf('admin'), { routerExternal: true })
    await cloud.make('/subnets', { subnet: { network_id: six.id, ip_version: 6, cidr: '2001:db8:f::/64' } })
    expect(await cloud.refusal('POST', '/floatingips', of(six.id), 'f2')).toEqual(
      bad(`Network ${six.id} does not contain any IPv4 subnet`),
    )
    const named = body({ floating_ip_address: '203.0.113.77' })
    expect(await cloud.refusal('POST', '/floatingips', named, 'f2')).toEqual([
      403,
      'PolicyNotAuthorized',
      expect.any(String),
    ])
    expect(await cloud.make('/floatingips', named)).toMatchObject({ floating_ip_address: '203.0.113.77' })
    expect(await cloud.refusal('POST', '/floatingips', named)).toEqual([
      409,
      'IpAddressAlreadyAllocated',
      expect.any(String),
    ])
    const elsewhere = body({ floating_ip_address: '192.0.2.1' })
    expect(await cloud.refusal('POST', '/floatingips', elsewhere)).toEqual([
      400,
      'InvalidIpForNetwork',
      expect.any(String),
    ])
  })

  it('leads to the one IPv4 address of a port, by the router that is its gateway', async () => {
    const { routerId, portId } = await cloud.routed('f3')
    const made = await fip('f3', { port_id: portId })
    expect(made).toMatchObject({
      port_id: portId,
      router_id: routerId,
      status: 'DOWN',
      fixed_ip_address: expect.stringMatching(/^10\.0\.0\./) as string,
      port_details: { device_owner: 'compute:nova', status: 'DOWN' },
    })
  })

  it('keeps where it leads when a request does not name a port (LP 1610045), and leads nowhere when that is null', async () => {
    const { portId, routerId } = await cloud.routed('f4')
    const { id, fixed_ip_address: fixed } = await fip('f4', { port_id: portId })
    expect(await put(id, { description: 'x' }, 'f4')).toEqual([200])
    expect(await put(id, {}, 'f4')).toEqual([200])
    expect(await put(id, { port_id: portId }, 'f4')).toEqual([200])
    expect(await shown(id)).toMatchObject({
      port_id: portId,
      router_id: routerId,
      fixed_ip_address: fixed,
      description: 'x',
    })
    expect(await put(id, { port_id: null }, 'f4')).toEqual([200])
    expect(await shown(id)).toMatchObject({ port_id: null, router_id: null, fixed_ip_address: null, status: 'DOWN' })
    expect(await cloud.published(`router/${routerId}`)).not.toHaveProperty([`floating-ip/${String(id)}`])
  })

  it('is refused where it cannot lead', async () => {
    const { portId, networkId, subnetId } = await cloud.routed('f5')
    const refused = (more: object, who = 'f5'): Promise<readonly unknown[]> =>
      cloud.refusal('POST', '/floatingips', body(more), who)
    const address = { fixed_ip_address: '10.0.0.9' }
    expect(await refused(address)).toEqual(bad('fixed_ip_address cannot be specified without a port_id'))
    expect(await refused({ port_id: NOBODY })).toEqual([404, 'PortNotFound', expect.any(String)])
    expect(await refused({ port_id: portId, fixed_ip_address: '10.0.0.200' })).toEqual(
      bad(`Port ${portId} does not have fixed ip 10.0.0.200`),
    )
    expect(await refused({ port_id: portId, fixed_ip_address: '2001:db8::1' })).toEqual(
      bad('Cannot process floating IP association with 2001:db8::1, since that is not an IPv4 address'),
    )
    const two = await port('f5', networkId, { fixed_ips: [{ subnet_id: subnetId }, { subnet_id: subnetId }] })
    expect(await refused({ port_id: two })).toEqual(
      bad(
        `Port ${two} has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address when assigning a floating IP`,
      ),
    )
    const none = await port('f5', networkId, { fixed_ips: [] })
    expect(await refused({ port_id: none })).toEqual(
      bad(`Cannot add floating IP to port ${none} that has no fixed IPv4 addresses`),
    )
    const dhcp = await cloud.netloom.ports.create(contextOf('admin'), {
      networkId,
      projectId: 'f5',
      deviceOwner: 'network:dhcp',
    })
    expect(await refused({ port_id: dhcp.id })).toEqual(bad(`Port ${dhcp.id} is unable to be assigned a floating IP`))
    const theirs = await cloud.netloom.ports.create(contextOf('admin'), { networkId, projectId: 'f6' })
    expect(await refused({ port_id: theirs.id })).toEqual(
      bad(
        `Cannot process floating IP association with Port ${theirs.id}, since that port is owned by a different tenant`,
      ),
    )
    const lonely = await cloud.inside('f5', '10.77.0.0/24')
    expect(await refused({ port_id: lonely.portId })).toEqual([
      404,
      'ExternalGatewayForFloatingIPNotFound',
      `External network ${cloud.outside.networkId} is not reachable from subnet ${lonely.subnetId}.  Therefore, cannot ` +
        `associate Port ${lonely.portId} with a Floating IP.`,
    ])
    expect((await cloud.call('GET', '/floatingips', undefined, 'f5')).body['floatingips']).toEqual([])
    expect((await cloud.call('GET', '/quotas/f5/details')).body['quota']).toMatchObject({ floatingip: { used: 0 } })
  })

  it('is alone at its fixed address', async () => {
    const { portId } = await cloud.routed('f7')
    const { fixed_ip_address: fixed } = await fip('f7', { port_id: portId })
    const free = await fip('f7')
    expect(await put(free['id'], { port_id: portId }, 'f7')).toEqual([
      409,
      'FloatingIPPortAlreadyAssociated',
      `Cannot associate floating IP ${String(free['floating_ip_address'])} (${String(free['id'])}) with port ${portId} using ` +
        `fixed IP ${String(fixed)}, as that fixed IP already has a floating IP on external network ${cloud.outside.networkId}.`,
    ])
  })

  it('leads nowhere when its port goes, and keeps the address that it leads to (LP 1999209)', async () => {
    const { portId, routerId } = await cloud.routed('f8')
    const { id, floating_ip_address: outside, fixed_ip_address: fixed } = await fip('f8', { port_id: portId })
    const change = { port: { fixed_ips: [{ ip_address: '10.0.0.99' }] } }
    expect(await cloud.refusal('PUT', `/ports/${portId}`, change, 'f8')).toEqual([
      400,
      'BadRequest',
      `Bad port request: Cannot change fixed IPs of port ${portId}: floating IP ${String(outside)} (${String(id)}) is ` +
        `associated with its fixed IP ${String(fixed)}.`,
    ])
    expect((await cloud.call('DELETE', `/ports/${portId}`, undefined, 'f8')).status).toBe(204)
    expect(await shown(id)).toMatchObject({ port_id: null, router_id: null, status: 'DOWN' })
    expect(await cloud.published(`router/${routerId}`)).not.toHaveProperty([`floating-ip/${String(id)}`])
  })

  it('of another project keeps the port that it leads to', async () => {
    const { portId } = await cloud.routed('f9')
    const { id } = await cloud.make('/floatingips', body({ tenant_id: 'f10' }))
    expect(await put(id, { port_id: portId }, 'admin')).toEqual([200])
    expect(await cloud.refusal('DELETE', `/ports/${portId}`, undefined, 'f9')).toEqual([
      409,
      'FipAssociated',
      `Unable to complete the operation on port "${portId}" because the port still has an associated floating IP.`,
    ])
    expect(await cloud.refusal('DELETE', `/ports/${portId}`)).toEqual([204])
    expect((await cloud.call('GET', `/floatingips/${String(id)}`, undefined, 'f9')).status).toBe(404)
  })

  it('is ACTIVE when the agent of its router says so; one that fails is ERROR by itself', async () => {
    const { portId, networkId } = await cloud.routed('f11')
    const good = String((await fip('f11', { port_id: portId }))['id'])
    const failing = String((await fip('f11', { port_id: await port('f11', networkId) }))['id'])
    const h1 = await l3Link(cloud.netloom, 'h1')
    const failure = { portId: failing, state: 'down', error: 'no room in the table' } as const
    expect(await h1.report([{ portId: good, state: 'up' }, failure])).toBe('')
    expect([(await shown(good))['status'], (await shown(failing))['status']]).toEqual(['ACTIVE', 'ERROR'])
    const h2 = await l3Link(cloud.netloom, 'h2')
    expect(await h2.report([{ portId: good, state: 'down' }])).toBe('1 objects are not on host "h2" and were left out')
    expect((await shown(good))['status']).toBe('ACTIVE')
    expect(await h1.reportAll([failing])).toBe('')
    expect([(await shown(good))['status'], (await shown(failing))['status']]).toEqual(['DOWN', 'ACTIVE'])
  })

  it('is counted, listed by what it is and leads to, and tagged', async () => {
    await cloud.call('PUT', '/quotas/f12', { quota: { floatingip: 2 } })
    const { portId, routerId } = await cloud.routed('f12')
    const one = await fip('f12', { port_id: portId })
    const two = await fip('f12')
    expect(await cloud.refusal('POST', '/floatingips', body(), 'f12')).toEqual([
      409,
      'OverQuota',
      "Quota exceeded for resources: ['floatingip'].",
    ])
    await cloud.call('PUT', `/floatingips/${String(two['id'])}/tags`, { tags: ['t'] }, 'f12')
    const ids = async (query: string): Promise<unknown> =>
      ((await cloud.call('GET', `/floatingips?${query}`, undefined, 'f12')).body['floatingips'] ?? []).map(
        ({ id }) => id,
      )
    expect(await ids(`port_id=${portId}`)).toEqual([one['id']])
    expect(await ids(`router_id=${routerId}&status=DOWN`)).toEqual([one['id']])
    expect(await ids(`floating_ip_address=${String(two['floating_ip_address'])}`)).toEqual([two['id']])
    expect(await ids('tags=t')).toEqual([two['id']])
    expect(await ids('sort_key=floating_ip_address&limit=1')).toHaveLength(1)
    expect(await ids('tenant_id=f1')).toEqual([])
  })

  it('many of a request are all made or none', async () => {
    const floatingips = [1, 2, 3].map(() => ({ floating_network_id: cloud.outside.networkId }))
    const made = await cloud.call('POST', '/floatingips', { floatingips }, 'f13')
    expect(new Set(made.body['floatingips']?.map((one) => one['floating_ip_address']))).toHaveProperty('size', 3)
    const wrong = { floatingips: [...floatingips, { floating_network_id: cloud.outside.networkId, port_id: NOBODY }] }
    expect(await cloud.refusal('POST', '/floatingips', wrong, 'f13')).toEqual([404, 'PortNotFound', expect.any(String)])
    expect((await cloud.call('GET', '/floatingips', undefined, 'f13')).body['floatingips']).toHaveLength(3)
  })

  it('for one fixed address asked for by eight at once is one', async () => {
    const { portId } = await cloud.routed('f14')
    const all = await Promise.all(
      Array.from({ length: 8 }, () => cloud.refusal('POST', '/floatingips', body({ port_id: portId }), 'f14')),
    )
    expect(all.filter(([status]) => status === 201)).toHaveLength(1)
    expect(all.filter(([, type]) => type === 'FloatingIPPortAlreadyAssociated')).toHaveLength(7)
    expect((await cloud.call('GET', '/floatingips', undefined, 'f14')).body['floatingips']).toHaveLength(1)
  })
})
