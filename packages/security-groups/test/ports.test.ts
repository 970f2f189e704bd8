import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Cloud, contextOf, type Shown, startCloud } from './support.ts'
import { countStatements } from '../../ml2/test/support/count-statements.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
const group = async (who: string, more: object = {}): Promise<string> =>
  String((await cloud.make('/security-groups', { security_group: { name: 'g', ...more } }, who))['id'])
const defaultOf = async (who: string): Promise<string> =>
  String((await cloud.call('GET', '/security-groups?name=default', undefined, who)).body.security_groups[0]?.['id'])
const port = async (networkId: string, more: object = {}, who = 'admin'): Promise<Shown> =>
  cloud.make('/ports', { port: { network_id: networkId, ...more } }, who)
const put = async (id: unknown, change: object, who = 'admin'): Promise<Answer> =>
  cloud.call('PUT', `/ports/${String(id)}`, { port: change }, who)
const addressOf = (shown: Shown): string => String((shown['fixed_ips'] as readonly Shown[])[0]?.['ip_address'])
const members = async (groupId: string): Promise<Readonly<Record<string, unknown>>> =>
  cloud.told(`security-group-members/${groupId}`)

const naming = async (groupId: string, remoteId: string, more: object = {}): Promise<string> => {
  const rule = { security_group_id: groupId, remote_group_id: remoteId, direction: 'ingress', ...more }
  return String((await cloud.make('/security-group-rules', { security_group_rule: rule }))['id'])
}

describe('security_groups of a port', () => {
  it('is the default group of its project where nothing is said, and none where [] or null is', async () => {
    const networkId = await cloud.network('p1')
    const own = await defaultOf('p1')
    expect((await port(networkId, {}, 'p1'))['security_groups']).toEqual([own])
    expect((await port(networkId, { security_groups: [] }, 'p1'))['security_groups']).toEqual([])
    expect((await port(networkId, { security_groups: null }, 'p1'))['security_groups']).toEqual([])
    const other = await group('p1')
    const both = await port(networkId, { security_groups: [other, own] }, 'p1')
    expect(both['security_groups']).toEqual([own, other].sort())
    const found = await cloud.call('GET', `/ports?security_groups=${other}&fields=id`, undefined, 'p1')
    expect(found.body.ports).toEqual([{ id: both['id'] }])
  })

  it('is empty for the network’s own devices and without port security', async () => {
    const networkId = await cloud.network('p2')
    const router = { device_owner: 'network:router_interface', project_id: 'p2' }
    expect((await port(networkId, router))['security_groups']).toEqual([])
    expect((await port(networkId, { port_security_enabled: false }, 'p2'))['security_groups']).toEqual([])
  })

  it.each<readonly [string, object, number, string]>([
    ['no list', { security_groups: 'x' }, 400, 'HTTPBadRequest'],
    ['no id', { security_groups: ['x'] }, 400, 'HTTPBadRequest'],
    ['a group twice', { security_groups: ['own', 'own'] }, 400, 'HTTPBadRequest'],
    ['another project’s group', { security_groups: ['foreign'] }, 404, 'SecurityGroupNotFound'],
    [
      'groups without port security',
      { security_groups: ['own'], port_security_enabled: false },
      400,
      'PortSecurityAndIPRequiredForSecurityGroups',
    ],
    ['groups that differ in keeping state', { security_groups: ['own', 'stateless'] }, 409, 'SecurityGroupConflict'],
  ])('refuses %s', async (_what, asked, status, type) => {
    const ids: Readonly<Record<string, string>> = {
      own: await group('p3'),
      foreign: await group('p3b'),
      stateless: await group('p3', { stateful: false }),
    }
    const given = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [
        name,
        Array.isArray(value) ? (value as readonly string[]).map((one) => ids[one] ?? one) : (value as unknown),
      ]),
    )
    const body = { port: { network_id: await cloud.network('p3'), ...given } }
    expect(await cloud.call('POST', '/ports', body, 'p3')).toMatchObject({ status, body: { NeutronError: { type } } })
    for (const id of [ids['own'], ids['stateless']]) await cloud.call('DELETE', `/security-groups/${String(id)}`)
  })

  it.each([
    ['a group twice', (own: string) => [own, own, NOBODY], `Duplicate items in the list: '{own}'.`],
    ['null', () => [null], `'None' is not a valid UUID.`],
  ])('says what is wrong with %s, as Neutron does', async (_what, groups, reason) => {
    const own = await group('p3')
    const body = { port: { network_id: await cloud.network('p3'), security_groups: groups(own) } }
    expect((await cloud.call('POST', '/ports', body, 'p3')).body.NeutronError.message).toBe(
      `Invalid input for security_groups. Reason: ${reason.replace('{own}', own)}`,
    )
    await cloud.call('DELETE', `/security-groups/${own}`)
  })

  it('names all groups that are missing', async () => {
    const [a, b] = ['3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111', '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a112']
    const body = { port: { network_id: await cloud.network('p4'), security_groups: [a, b] } }
    expect((await cloud.call('POST', '/ports', body, 'p4')).body.NeutronError.message).toBe(
      `Security group ${a}, ${b} does not exist`,
    )
  })

  it('keeps a group from being deleted, and from forgetting to keep state', async () => {
    const own = await group('p5')
    const { id } = await port(await cloud.network('p5'), { security_groups: [own] }, 'p5')
    const path = `/security-groups/${own}`
    const inUse = { status: 409, body: { NeutronError: { type: 'SecurityGroupInUse' } } }
    expect(await cloud.call('DELETE', path, undefined, 'p5')).toMatchObject(inUse)
    expect(await cloud.call('PUT', path, { security_group: { stateful: false } }, 'p5')).toMatchObject(inUse)
    expect((await cloud.call('PUT', path, { security_group: { stateful: true } }, 'p5')).status).toBe(200)
    expect((await put(id, { security_groups: [] }, 'p5')).status).toBe(200)
    expect((await cloud.call('DELETE', path, undefined, 'p5')).status).toBe(204)
  })

  it('keeps port security on until it is empty', async () => {
    const { id } = await port(await cloud.network('p6'), {}, 'p6')
    expect(await put(id, { port_security_enabled: false }, 'p6')).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'PortSecurityPortHasSecurityGroup' } },
    })
    const off = await put(id, { port_security_enabled: false, security_groups: [] }, 'p6')
    expect(off).toMatchObject({ status: 200, body: { port: { security_groups: [] } } })
    expect(await put(id, { security_groups: [await defaultOf('p6')] }, 'p6')).toMatchObject({
      status: 400,
      body: { NeutronError: { type: 'PortSecurityAndIPRequiredForSecurityGroups' } },
    })
  })

  it('is told to its host, and a change of it alone is one item', async () => {
    const [own, stateless] = [await defaultOf('p7'), await group('p7', { stateful: false })]
    const { id } = await port(await cloud.network('p7'), { project_id: 'p7', 'binding:host_id': 'h1' })
    const key = `port/${String(id)}`
    const said = async (): Promise<unknown> =>
      ((await cloud.told('host/h1'))[key] as { readonly extensions?: unknown } | undefined)?.extensions
    expect(await said()).toEqual({ 'security-groups': { groupIds: [own], stateful: true } })
    const head = await cloud.store.log.head()
    await put(id, { security_groups: [stateless] })
    expect(await said()).toEqual({ 'security-groups': { groupIds: [stateless], stateful: false } })
    const changes = await cloud.store.log.read(head, 100)
    // Rules of the default group name it; the other one no rule names.
    expect(changes.map(({ topic }) => topic).sort()).toEqual(['host/h1', `security-group-members/${own}`])
    await put(id, { security_groups: [] })
    expect(await said()).toEqual({ 'security-groups': { groupIds: [], stateful: true } })
    await put(id, { port_security_enabled: false })
    expect(await said()).toBeUndefined()
    expect((await cloud.call('GET', `/ports/${String(id)}`)).body.port['security_groups']).toEqual([])
  })

  it('makes its addresses and pairs known to rules that name the groups; a pair for everywhere is none (LP 1867119)', async () => {
    const own = await defaultOf('p8')
    const pairs = ['0.0.0.0/0', '10.9.9.9/24', '2001:db8::1', '::/0'].map((ip_address) => ({ ip_address }))
    const made = await port(await cloud.network('p8'), { allowed_address_pairs: pairs }, 'p8')
    const id = String(made['id'])
    const addresses = [addressOf(made), '10.9.9.0/24', '2001:db8::1'].sort()
    expect(await members(own)).toEqual({ [`port/${id}`]: { portId: id, addresses } })
    await put(id, { allowed_address_pairs: [], fixed_ips: [{ ip_address: '10.0.0.77' }] })
    expect(await members(own)).toEqual({ [`port/${id}`]: { portId: id, addresses: ['10.0.0.77'] } })
    const other = await group('p8')
    await naming(own, other)
    await put(id, { security_groups: [other] }, 'p8')
    expect([await members(own), Object.keys(await members(other))]).toEqual([{}, [`port/${id}`]])
    await cloud.call('DELETE', `/ports/${id}`)
    expect(await members(other)).toEqual({})
  })

  it('are told of as members of such groups alone as a rule names, from the first such rule on', async () => {
    const [one, other] = [await group('p8n'), await group('p8n')]
    const networkId = await cloud.network('p8n')
    const pairs = { allowed_address_pairs: [{ ip_address: '10.9.9.0/24' }] }
    const made = await port(networkId, { security_groups: [one, other], ...pairs }, 'p8n')
    const id = String(made['id'])
    const gone = await port(networkId, { security_groups: [one] }, 'p8n')
    expect([await members(one), await members(other)]).toEqual([{}, {}])
    const rule = await naming(other, one)
    const addresses = ['10.9.9.0/24', addressOf(made)].sort()
    expect(await members(one)).toMatchObject({ [`port/${id}`]: { portId: id, addresses } })
    expect([Object.keys(await members(one)).length, await members(other)]).toEqual([2, {}])
    // Another rule that names it tells nobody anew.
    const head = await cloud.store.log.head()
    const second = await naming(other, one, { protocol: 'tcp' })
    expect((await cloud.store.log.read(head, 100)).map(({ topic }) => topic)).toEqual([`security-group/${other}`])
    // While nobody names it members go, and have other addresses.
    for (const each of [rule, second]) await cloud.call('DELETE', `/security-group-rules/${each}`)
    await cloud.call('DELETE', `/ports/${String(gone['id'])}`)
    await put(id, { fixed_ips: [{ ip_address: '10.0.0.88' }], allowed_address_pairs: [] })
    await naming(other, one)
    expect(await members(one)).toEqual({ [`port/${id}`]: { portId: id, addresses: ['10.0.0.88'] } })
  })

  it('follows addresses that come and go with subnets', async () => {
    const own = await defaultOf('p9')
    const networkId = await cloud.network('p9')
    const made = await port(networkId, {}, 'p9')
    const automatic = { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac', ip_version: 6, cidr: '2001:db8:9::/64' }
    const { id } = await cloud.make('/subnets', { subnet: { network_id: networkId, ...automatic } }, 'p9')
    const count = async (): Promise<unknown> =>
      ((await members(own))[`port/${String(made['id'])}`] as { readonly addresses: readonly string[] }).addresses.length
    expect(await count()).toBe(2)
    expect((await cloud.call('DELETE', `/subnets/${String(id)}`)).status).toBe(204)
    expect(await count()).toBe(1)
  })

  it('costs a bulk of ports as many statements as one port', async () => {
    const networkId = await cloud.network('p10')
    await cloud.netloom.ports.create(contextOf('p10'), { networkId })
    /** What the service adds to a request for so many ports. */
    const added = async (count: number): Promise<number> => {
      const requests = Array.from({ length: count }, () => ({ networkId }))
      return countStatements(
        cloud.store,
        () => cloud.netloom.ports.createMany(contextOf('p10'), requests),
        'security_group',
      )
    }
    const forOne = await added(1)
    expect(forOne).toBeGreaterThan(0)
    expect(await added(90)).toBe(forOne)
    expect(Object.keys(await members(await defaultOf('p10')))).toHaveLength(92)
  })
})
