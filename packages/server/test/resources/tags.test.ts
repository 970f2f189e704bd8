import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api
let path: string
beforeAll(async () => {
  api = await startApi()
  const made = await api.call('POST', '/networks', { network: { name: 'n' } }, 'member@a')
  path = `/networks/${made.body.network.id as string}`
})
afterAll(() => api.close())

const invalid = (problem: string): object => ({
  status: 400,
  body: {
    NeutronError: { type: 'InvalidInput', message: `Invalid input for operation: ${problem}.`, detail: '' },
  },
})

describe('tags', () => {
  it('have the statuses and bodies of Neutron', async () => {
    expect(await api.call('GET', `${path}/tags`)).toMatchObject({ status: 200, body: { tags: [] } })
    const put = await api.call('PUT', `${path}/tags`, { tags: ['b', 'a'] })
    expect(put).toMatchObject({ status: 200, body: { tags: ['a', 'b'] } })
    expect(await api.call('PUT', `${path}/tags/c`)).toMatchObject({ status: 201, body: null })
    expect(await api.call('PUT', `${path}/tags/c`)).toMatchObject({ status: 201, body: null })
    expect(await api.call('POST', `${path}/tags`, { tags: ['d'] })).toMatchObject({ status: 200 })
    expect(await api.call('GET', `${path}/tags/c`)).toMatchObject({ status: 204, body: undefined })
    expect(await api.call('GET', `${path}/tags/x`)).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'TagNotFound', message: 'Tag x could not be found.' } },
    })
    expect((await api.call('DELETE', `${path}/tags/c`)).status).toBe(204)
    expect((await api.call('DELETE', `${path}/tags/c`)).status).toBe(404)
    expect((await api.call('GET', path)).body.network).toMatchObject({ tags: ['a', 'b', 'd'], revision_number: 5 })
    expect(await api.call('PUT', `${path}/tags/u%C3%A9%2C%20x`)).toMatchObject({ status: 201 })
    expect((await api.call('GET', `${path}/tags`)).body).toEqual({ tags: ['a', 'b', 'd', 'ué, x'] })
    expect((await api.call('DELETE', `${path}/tags`)).status).toBe(204)
    expect((await api.call('GET', `${path}/tags`)).body).toEqual({ tags: [] })
  })

  it.each([
    [{ tags: ['a', 'b', 'b'] }, "Duplicate items in the list: 'b'"],
    [{ tags: [1] }, "'1' is not a valid string"],
    [{ tags: 'x' }, "'x' is not a list"],
    [{ tags: null }, "'None' is not a list"],
    [{}, 'Invalid tags body'],
    [[], 'Invalid tags body'],
    [{ tags: ['x'.repeat(256)] }, `'${'x'.repeat(256)}' exceeds maximum length of 255`],
  ])('refuse %j', async (body, problem) => {
    expect(await api.call('PUT', `${path}/tags`, body)).toMatchObject(invalid(problem))
  })

  it('of what is not there, and of resources that have none, are not found', async () => {
    const id = '00000000-0000-0000-0000-000000000001'
    for (const type of ['networks', 'subnets', 'ports']) {
      expect(await api.call('GET', `/${type}/${id}/tags`)).toMatchObject({
        status: 404,
        body: {
          NeutronError: { type: 'TagResourceNotFound', message: `Resource ${type} ${id} could not be found.` },
        },
      })
    }
    expect(await api.call('GET', `/agents/${id}/tags`)).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'HTTPNotFound' } },
    })
  })

  it('are on everything that Neutron tags, those of QoS policies under both of their paths', async () => {
    const pool = await api.call('POST', '/subnetpools', { subnetpool: { name: 'p', prefixes: ['10.0.0.0/8'] } })
    const policy = await api.call('POST', '/policies', { policy: { name: 'q' } })
    expect(policy.status).toBe(404)
    const made = await api.call('POST', '/qos/policies', { policy: { name: 'q' } })
    const network = await api.call('POST', '/networks', { network: {} })
    const port = await api.call('POST', '/ports', { port: { network_id: network.body.network.id as string } })
    const trunk = await api.call('POST', '/trunks', { trunk: { port_id: port.body.port.id as string } })
    const policyId = made.body.policy.id as string
    for (const [at, shown, name] of [
      [`/subnetpools/${pool.body.subnetpool.id as string}`, '', 'subnetpool'],
      [`/qos/policies/${policyId}`, '', 'policy'],
      [`/policies/${policyId}`, `/qos/policies/${policyId}`, 'policy'],
      [`/trunks/${trunk.body.trunk.id as string}`, '', 'trunk'],
      [`/ports/${port.body.port.id as string}`, '', 'port'],
    ] as const) {
      const tag = at.split('/')[1] ?? ''
      expect(await api.call('PUT', `${at}/tags/${tag}`)).toMatchObject({ status: 201 })
      const { body } = await api.call('GET', shown === '' ? at : shown)
      expect(body[name].tags).toContain(tag)
    }
    expect((await api.call('GET', `/policies/${policyId}/tags`)).body).toEqual({ tags: ['policies', 'qos'] })
  })

  it('are changed by members of the project, read by its readers, hidden from others', async () => {
    expect((await api.call('PUT', `${path}/tags/mine`, undefined, 'member@a')).status).toBe(201)
    expect((await api.call('GET', `${path}/tags/mine`, undefined, 'reader@a')).status).toBe(204)
    expect((await api.call('PUT', `${path}/tags/x`, undefined, 'reader@a')).status).toBe(403)
    expect((await api.call('PUT', `${path}/tags/x`, undefined, 'member@b')).status).toBe(404)
    expect((await api.call('GET', `${path}/tags`, undefined, 'member@b')).status).toBe(404)
    expect((await api.call('GET', `${path}/tags`)).body).toEqual({ tags: ['mine'] })
  })

  it('filter lists', async () => {
    const names: Record<string, string> = {}
    for (const [name, tags] of Object.entries({ red: ['r'], both: ['r', 'g'], green: ['g'], none: [] })) {
      const { body } = await api.call('POST', '/networks', { network: { name } }, 'member@filters')
      names[name] = body.network.id as string
      await api.call('PUT', `/networks/${body.network.id as string}/tags`, { tags })
    }
    for (const [query, found] of [
      ['tags=r,g', ['both']],
      ['tags-any=r,g', ['both', 'green', 'red']],
      ['not-tags=r,g', ['green', 'none', 'red']],
      ['not-tags-any=r,g', ['none']],
      ['tags=r&not-tags=g', ['red']],
    ] as const) {
      const { body } = await api.call('GET', `/networks?${query}&fields=name`, undefined, 'member@filters')
      expect((body.networks as { name: string }[]).map(({ name }) => name).sort()).toEqual(found)
    }
  })
})
