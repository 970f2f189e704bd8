import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MIRROR_AGENT, MIRROR_ENTITY } from '../src/mirror-topics.ts'
import { type Cloud, connectAgent, type Shown, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())

interface Made {
  readonly id: string
  readonly source: string
  readonly target: string
}

/** A mirror between two new ports of a project. */
async function mirror(projectId: string, hosts: readonly [string, string] = ['h1', 'h1']): Promise<Made> {
  const [source, target] = [await cloud.port(projectId, hosts[0]), await cloud.port(projectId, hosts[1])]
  const body = { mirror: { source_port_id: source, target_port_id: target, name: 'm' } }
  const made = await cloud.call('POST', '/mirrors', body, projectId)
  expect(made.status).toBe(201)
  return { id: made.body.mirror['id'] as string, source, target }
}
const shown = async (id: string, who = 'admin'): Promise<Shown> =>
  (await cloud.call('GET', `/mirrors/${id}`, undefined, who)).body.mirror

describe('mirrors', () => {
  it('are made, listed by filters, changed and deleted over REST', async () => {
    const { id, source, target } = await mirror('p1')
    expect(await shown(id, 'p1')).toMatchObject({
      ...{ name: 'm', project_id: 'p1', source_port_id: source, target_port_id: target, direction: 'both' },
      ...{ status: 'BUILD', shared: false, tags: [], revision_number: 0 },
    })
    const list = await cloud.call('GET', `/mirrors?source_port_id=${source}&fields=id`, undefined, 'p1')
    expect(list.body).toEqual({ mirrors: [{ id }] })
    expect((await cloud.call('GET', '/mirrors?direction=in', undefined, 'p1')).body.mirrors).toEqual([])
    const changed = await cloud.call('PUT', `/mirrors/${id}`, { mirror: { direction: 'in' } }, 'p1')
    expect(changed).toMatchObject({ status: 200, body: { mirror: { direction: 'in', revision_number: 1 } } })
    expect(await cloud.toldTo('h1')).toEqual([{ id, sourcePortId: source, targetPortId: target, direction: 'in' }])
    expect((await cloud.call('DELETE', `/mirrors/${id}`, undefined, 'p1')).status).toBe(204)
    expect(await cloud.toldTo('h1')).toEqual([])
  })

  it.each([
    ['a port of another project', 404, 'PortNotFound', (own: string, other: string) => [own, other]],
    ['a port to itself', 400, 'MirrorToItself', (own: string) => [own, own]],
    ['no port at all', 404, 'PortNotFound', (own: string) => [own, '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111']],
  ] as const)('cannot mirror %s', async (_what, status, type, ports) => {
    const [source, target] = ports(await cloud.port('p2', 'h1'), await cloud.port('p3', 'h1'))
    const body = { mirror: { source_port_id: source, target_port_id: target } }
    expect(await cloud.call('POST', '/mirrors', body, 'p2')).toMatchObject({ status, body: { NeutronError: { type } } })
  })

  it('are there once for two ports (409), and at most ten for a project', async () => {
    const { source, target } = await mirror('p4')
    const body = { mirror: { source_port_id: source, target_port_id: target } }
    expect(await cloud.call('POST', '/mirrors', body, 'p4')).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'MirrorExists' } },
    })
    expect((await cloud.call('PUT', '/quotas/p4', { quota: { mirror: 1 } })).status).toBe(200)
    const other = { mirror: { source_port_id: target, target_port_id: source } }
    expect(await cloud.call('POST', '/mirrors', other, 'p4')).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'OverQuota' } },
    })
    expect((await cloud.call('GET', '/quotas/p5')).body.quota.mirror).toBe(10)
  })

  it('have tags, and can be shared with a project or all', async () => {
    const { id } = await mirror('p6')
    expect((await cloud.call('PUT', `/mirrors/${id}/tags`, { tags: ['a'] }, 'p6')).status).toBe(200)
    expect((await cloud.call('GET', '/mirrors?tags=a', undefined, 'p6')).body.mirrors).toHaveLength(1)
    expect((await cloud.call('GET', `/mirrors/${id}`, undefined, 'p7')).status).toBe(404)
    const policy = { object_type: 'mirror', object_id: id, action: 'access_as_shared', target_tenant: 'p7' }
    expect((await cloud.call('POST', '/rbac-policies', { rbac_policy: policy }, 'p6')).status).toBe(201)
    expect(await shown(id, 'p7')).toMatchObject({ shared: true })
    expect((await cloud.call('PUT', `/mirrors/${id}`, { mirror: { name: 'x' } }, 'p7')).status).toBe(403)
  })

  it('are DOWN while their ports are on two hosts, and follow them', async () => {
    const { id, target } = await mirror('p8', ['h1', 'h2'])
    expect(await shown(id)).toMatchObject({ status: 'DOWN' })
    expect(await cloud.toldTo('h2')).toEqual([])
    await cloud.call('PUT', `/ports/${target}`, { port: { 'binding:host_id': 'h1' } })
    expect(await shown(id)).toMatchObject({ status: 'BUILD' })
    expect(await cloud.toldTo('h1')).toContainEqual(expect.objectContaining({ id }))
    await cloud.call('PUT', `/ports/${target}`, { port: { 'binding:host_id': 'h2' } })
    expect(await shown(id)).toMatchObject({ status: 'DOWN' })
    expect(await cloud.toldTo('h1')).not.toContainEqual(expect.objectContaining({ id }))
  })

  it('go with either of their ports', async () => {
    for (const end of ['source', 'target'] as const) {
      const made = await mirror('p9')
      expect((await cloud.call('DELETE', `/ports/${made[end]}`)).status).toBe(204)
      expect((await cloud.call('GET', `/mirrors/${made.id}`)).status).toBe(404)
    }
    expect((await cloud.call('GET', '/quotas/p9/details')).body.quota.mirror).toMatchObject({ used: 0 })
  })

  it('have the status that the agent of their host reports, of no other', async () => {
    const { id } = await mirror('p10', ['h2', 'h2'])
    const own = await connectAgent(cloud.netloom, 'h2', MIRROR_AGENT)
    const other = await connectAgent(cloud.netloom, 'h1', MIRROR_AGENT)
    const ports = [{ portId: id, state: 'up' as const }]
    expect(await other({ type: 'report', id: 1, ports, entity: MIRROR_ENTITY }, 'ack')).toMatchObject({
      warning: '1 objects are not on host "h1" and were left out',
    })
    expect(await shown(id)).toMatchObject({ status: 'BUILD' })
    await own({ type: 'report', id: 1, ports, entity: MIRROR_ENTITY }, 'ack')
    expect(await shown(id)).toMatchObject({ status: 'ACTIVE' })
    const failed = [{ portId: id, state: 'down' as const, error: 'Cannot find device "tap1"' }]
    await own({ type: 'report', id: 2, ports: failed, entity: MIRROR_ENTITY }, 'ack')
    expect(await shown(id)).toMatchObject({ status: 'ERROR' })
    await own({ type: 'wired', id: 3, portIds: [id], entity: MIRROR_ENTITY }, 'ack')
    expect(await shown(id)).toMatchObject({ status: 'ACTIVE' })
    await own({ type: 'wired', id: 4, portIds: [], entity: MIRROR_ENTITY }, 'ack')
    expect(await shown(id)).toMatchObject({ status: 'BUILD' })
    expect(await other({ type: 'watch', topic: 'mirrors/h2' }, 'denied')).toMatchObject({ topic: 'mirrors/h2' })
  })
})
