import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud()
  await cloud.l3Agent('h1')
})
afterAll(() => cloud.close())

const bad = (problem: string): readonly unknown[] => [400, 'BadRequest', `Bad port_forwarding request: ${problem}.`]
const freeFip = async (who: string): Promise<string> => {
  const floatingip = { floating_network_id: cloud.outside.networkId }
  return String((await cloud.make('/floatingips', { floatingip }, who))['id'])
}
const at = (fip: string, id: unknown = ''): string =>
  `/floatingips/${fip}/port_forwardings${id === '' ? '' : `/${String(id)}`}`
const fipOf = async (id: string): Promise<Shown> =>
  (await cloud.call('GET', `/floatingips/${id}`)).body['floatingip'] ?? {}

describe('a port forwarding', () => {
  it('leads from ports of a floating IP to those of an address, and gives that its router', async () => {
    const { routerId, portId } = await cloud.routed('w1')
    const fip = await freeFip('w1')
    const one = { protocol: 'tcp', external_port: 80, internal_port: 8080, internal_port_id: portId }
    const made = await cloud.make(at(fip), { port_forwarding: { ...one, description: 'web' } }, 'w1')
    const internal = String(made['internal_ip_address'])
    expect(made).toEqual({
      id: expect.any(String) as string,
      ...one,
      internal_ip_address: expect.stringMatching(/^10\.0\.0\./) as string,
      external_port_range: '80:80',
      internal_port_range: '8080:8080',
      description: 'web',
    })
    const range = {
      protocol: 'udp',
      external_port_range: '100:109',
      internal_port_range: '200:209',
      internal_port_id: portId,
    }
    const many = await cloud.make(at(fip), { port_forwarding: range }, 'w1')
    expect(many).toMatchObject(range)
    expect(many).not.toHaveProperty('external_port')
    expect(await fipOf(fip)).toMatchObject({
      router_id: routerId,
      port_id: null,
      port_forwardings: expect.arrayContaining([
        {
          id: made['id'],
          protocol: 'tcp',
          internal_ip_address: internal,
          internal_port_id: portId,
          external_port: 80,
          internal_port: 8080,
        },
      ]) as unknown,
    })
    const items = await cloud.published(`router/${routerId}`)
    expect(items[`port-forwarding/${String(many['id'])}`]).toMatchObject({
      floatingIpId: fip,
      protocol: 'udp',
      externalPorts: [100, 109],
      internalIp: internal,
      internalPorts: [200, 209],
    })
    for (const { id } of [made, many]) {
      expect(await cloud.refusal('DELETE', at(fip, id), undefined, 'w1')).toEqual([204])
    }
    expect(await fipOf(fip)).toMatchObject({ router_id: null, port_forwardings: [] })
    const left = Object.keys(await cloud.published(`router/${routerId}`))
    expect(left.filter((key) => key.startsWith('port-forwarding/'))).toEqual([])
  })

  it('is refused where it collides, does not fit, or cannot lead', async () => {
    const { portId, networkId } = await cloud.routed('w2')
    const fip = await freeFip('w2')
    const base = { protocol: 'tcp', external_port: 80, internal_port: 8080, internal_port_id: portId }
    await cloud.make(at(fip), { port_forwarding: base }, 'w2')
    const refused = (more: object): Promise<readonly unknown[]> =>
      cloud.refusal('POST', at(fip), { port_forwarding: { ...base, ...more } }, 'w2')
    expect(await refused({ internal_port: 81 })).toEqual(
      bad('There is a port collision with the external_port_range. The following ranges collides: 80:80 and 80:80'),
    )
    expect(await refused({ external_port: 81 })).toEqual(
      bad(
        'There is a port collision with the internal_port_range. The following ranges collides: 8080:8080 and 8080:8080',
      ),
    )
    const uneven = { external_port: null, external_port_range: '1:3', internal_port: null, internal_port_range: '1:2' }
    expect(await refused(uneven)).toEqual(
      bad(
        'Invalid ranges of internal and/or external ports. The relation between internal and external ports must be N-N or 1-N',
      ),
    )
    expect(await refused({ external_port: 0 })).toEqual([400, 'HTTPBadRequest', expect.stringContaining('too small')])
    expect(await refused({ protocol: 'gre' })).toEqual([400, 'HTTPBadRequest', expect.stringContaining('valid_values')])
    const lonely = await cloud.inside('w2', '10.66.0.0/24')
    expect(await refused({ external_port: 82, internal_port_id: lonely.portId })).toEqual(
      bad(
        `External network ${cloud.outside.networkId} is not reachable from subnet ${lonely.subnetId}. Cannot set Port ` +
          `forwarding for port ${lonely.portId} with Floating IP ${fip}`,
      ),
    )
    const bound = String((await cloud.make('/ports', { port: { network_id: networkId } }, 'w2'))['id'])
    const floatingip = { floating_network_id: cloud.outside.networkId, port_id: bound }
    const own = await cloud.make('/floatingips', { floatingip }, 'w2')
    expect(await refused({ external_port: 83, internal_port_id: bound })).toEqual([
      409,
      'PortHasBindingFloatingIP',
      `Cannot create port forwarding to floating IP ${String(own['floating_ip_address'])} (${String(own['id'])}) with port ` +
        `${bound} using fixed IP ${String(own['fixed_ip_address'])}, as that port already has a binding floating IP.`,
    ])
    const toOwn = { port_forwarding: { ...base, external_port: 84, internal_port: 84 } }
    expect(await cloud.refusal('POST', at(String(own['id'])), toOwn, 'w2')).toEqual([
      409,
      'FloatingIPPortAlreadyAssociated',
      expect.any(String),
    ])
    expect(await cloud.refusal('POST', at(fip), { port_forwarding: base }, 'w3')).toEqual([
      404,
      'FloatingIPNotFound',
      `Floating IP ${fip} could not be found`,
    ])
  })

  it('keeps its floating IP from being associated or deleted, and its subnet with the router (LP 1906508)', async () => {
    const { portId, networkId, routerId, subnetId } = await cloud.routed('w4')
    const fip = await freeFip('w4')
    const forwarding = { protocol: 'tcp', external_port: 80, internal_port: 80, internal_port_id: portId }
    await cloud.make(at(fip), { port_forwarding: forwarding }, 'w4')
    const other = String((await cloud.make('/ports', { port: { network_id: networkId } }, 'w4'))['id'])
    const inUse = [409, 'FipInUseByPortForwarding', `Floating IP ${fip} in use by Port Forwarding resources.`]
    const change = { floatingip: { port_id: other } }
    expect(await cloud.refusal('PUT', `/floatingips/${fip}`, change, 'w4')).toEqual(inUse)
    expect(await cloud.refusal('PUT', `/floatingips/${fip}`, { floatingip: { port_id: null } }, 'w4')).toEqual([200])
    expect(await fipOf(fip)).toMatchObject({ router_id: routerId })
    expect(await cloud.refusal('DELETE', `/floatingips/${fip}`, undefined, 'w4')).toEqual(inUse)
    const remove = `/routers/${routerId}/remove_router_interface`
    expect(await cloud.refusal('PUT', remove, { subnet_id: subnetId }, 'w4')).toEqual([
      409,
      'RouterInterfaceInUseByFloatingIP',
      expect.any(String),
    ])
  })

  it('dies with its port and with the address that it leads to', async () => {
    const { portId, networkId } = await cloud.routed('w5')
    const fip = await freeFip('w5')
    const other = String((await cloud.make('/ports', { port: { network_id: networkId } }, 'w5'))['id'])
    for (const [index, id] of [portId, other].entries()) {
      const forwarding = { protocol: 'tcp', external_port: 80 + index, internal_port: 80, internal_port_id: id }
      await cloud.make(at(fip), { port_forwarding: forwarding }, 'w5')
    }
    const count = async (): Promise<unknown> =>
      (await cloud.call('GET', at(fip), undefined, 'w5')).body['port_forwardings']?.length
    const change = { port: { fixed_ips: [{ ip_address: '10.0.0.99' }] } }
    expect(await cloud.refusal('PUT', `/ports/${other}`, change, 'w5')).toEqual([200])
    expect(await count()).toBe(1)
    expect(await cloud.refusal('DELETE', `/ports/${portId}`, undefined, 'w5')).toEqual([204])
    expect(await count()).toBe(0)
    expect(await fipOf(fip)).toMatchObject({ router_id: null })
  })

  it('is changed, listed by some of what it is, and not found elsewhere', async () => {
    const { portId, routerId } = await cloud.routed('w6')
    const [fip, other] = [await freeFip('w6'), await freeFip('w6')]
    const forwarding = { protocol: 'tcp', external_port: 80, internal_port: 80, internal_port_id: portId }
    const { id } = await cloud.make(at(fip), { port_forwarding: forwarding }, 'w6')
    const change = { port_forwarding: { external_port: 81, description: 'x' } }
    const changed = await cloud.call('PUT', at(fip, id), change, 'w6')
    expect(changed.body['port_forwarding']).toMatchObject({ external_port: 81, internal_port: 80, description: 'x' })
    const items = await cloud.published(`router/${routerId}`)
    expect(items[`port-forwarding/${String(id)}`]).toMatchObject({ externalPorts: [81, 81] })
    const list = async (query: string): Promise<unknown> =>
      (await cloud.call('GET', `${at(fip)}?${query}`, undefined, 'w6')).body['port_forwardings']?.length
    expect([await list('external_port=81'), await list('external_port=80'), await list('protocol=tcp')]).toEqual([
      1, 0, 1,
    ])
    expect(await cloud.refusal('GET', `${at(fip)}?internal_ip_address=10.0.0.9`, undefined, 'w6')).toEqual([
      400,
      'PortForwardingNotSupportFilterField',
      'Port Forwarding filter internal_ip_address is not supported.',
    ])
    const nowhere = [404, 'PortForwardingNotFound', `Port Forwarding ${String(id)} could not be found.`]
    expect(await cloud.refusal('GET', at(other, id), undefined, 'w6')).toEqual(nowhere)
    expect(await cloud.refusal('PUT', at(other, id), change, 'w6')).toEqual(nowhere)
  })
})

describe('a conntrack helper', () => {
  it('is one of those that are allowed, and its router shows it and has it on its host', async () => {
    const { routerId } = await cloud.routed('c1')
    const path = `/routers/${routerId}/conntrack_helpers`
    const one = { protocol: 'udp', port: 69, helper: 'tftp' }
    const made = await cloud.make(path, { conntrack_helper: one }, 'c1')
    expect(made).toEqual({ id: expect.any(String) as string, ...one })
    expect((await cloud.call('GET', `/routers/${routerId}`)).body['router']).toMatchObject({ conntrack_helpers: [one] })
    const key = `conntrack-helper/${String(made['id'])}`
    expect((await cloud.published(`router/${routerId}`))[key]).toEqual({ id: made['id'], ...one })
    const refused = (more: object): Promise<readonly unknown[]> =>
      cloud.refusal('POST', path, { conntrack_helper: { ...one, ...more } }, 'c1')
    expect(await refused({ helper: 'foo' })).toEqual([
      400,
      'ConntrackHelperNotAllowed',
      'Conntrack Helper foo is not allowed.',
    ])
    expect(await refused({ protocol: 'tcp' })).toEqual([
      400,
      'InvalidProtocolForHelper',
      'Conntrack Helper tftp does not support: tcp. Supported protocols are: udp',
    ])
    expect(await refused({})).toEqual([
      400,
      'BadRequest',
      'Bad conntrack_helper request: A duplicate conntrack helper entry with same attributes already exists, conflicting ' +
        `values are {'router_id': '${routerId}', 'protocol': 'udp', 'port': 69, 'helper': 'tftp'}.`,
    ])
    const own = `${path}/${String(made['id'])}`
    const changed = await cloud.call('PUT', own, { conntrack_helper: { port: 6969 } }, 'c1')
    expect(changed.body['conntrack_helper']).toEqual({ id: made['id'], ...one, port: 6969 })
    expect(await cloud.refusal('DELETE', own, undefined, 'c2')).toEqual([404, 'RouterNotFound', expect.any(String)])
    expect(await cloud.refusal('DELETE', own, undefined, 'c1')).toEqual([204])
    expect(await cloud.refusal('GET', own, undefined, 'c1')).toEqual([
      404,
      'ConntrackHelperNotFound',
      `Conntrack Helper ${String(made['id'])} could not be found.`,
    ])
    expect(await cloud.published(`router/${routerId}`)).not.toHaveProperty([key])
  })
})
