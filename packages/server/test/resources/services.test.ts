import { RESOURCES, type ServiceApi, serviceResources } from '@netloom/api'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { vxlan } from '@netloom/type-vxlan'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/openapi/open-api-document.ts'
import { startApi, type Api } from '../support/start-api.ts'
import { probeApi, probeService } from '../support/toy-service.ts'

describe('a service that the server does not know', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi({
      modules: [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), probeService()],
      resources: serviceResources(RESOURCES, [probeApi]),
    })
  })
  afterAll(() => api.close())

  it('has its resource, with bulk creation, filters, policy and errors of its own', async () => {
    const made = await api.call('POST', '/probes', { probe: { name: 'a' } }, 'member@p1')
    expect(made).toMatchObject({
      status: 201,
      body: { probe: { name: 'a', project_id: 'p1', tenant_id: 'p1', tags: [] } },
    })
    const { id } = made.body.probe
    expect(await api.call('GET', `/probes/${id}`, undefined, 'reader@p1')).toMatchObject({
      status: 200,
      body: made.body,
    })
    expect((await api.call('POST', '/probes', { probe: {} }, 'reader@p1')).status).toBe(403)
    expect((await api.call('PUT', `/probes/${id}`, { probe: {} })).status).toBe(405)
    expect(await api.call('GET', `/probes/${id}`, undefined, 'member@p2')).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'ProbeNotFound' } },
    })
    expect((await api.call('POST', '/probes', { probe: { color: 1 } })).status).toBe(400)
    expect((await api.call('GET', '/')).body.resources).toContainEqual(expect.objectContaining({ name: 'probe' }))
  })

  it('has its quota among the others, and a request over it is a 409', async () => {
    const quota = (await api.call('GET', '/quotas/p3', undefined, 'member@p3')).body.quota
    expect(Object.keys(quota)).toEqual([...Object.keys(quota).filter((name) => name !== 'probe'), 'probe'])
    expect(quota.probe).toBe(2)
    const three = { probes: [{}, {}, {}] }
    expect(await api.call('POST', '/probes', three, 'member@p3')).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'OverQuota', message: "Quota exceeded for resources: ['probe']." } },
    })
    expect(await api.call('PUT', '/quotas/p3', { quota: { probe: 3 } })).toMatchObject({
      status: 200,
      body: { quota: { probe: 3 } },
    })
    expect((await api.call('POST', '/probes', three, 'member@p3')).status).toBe(201)
    expect((await api.call('GET', '/quotas/p3/details')).body.quota.probe).toEqual({ limit: 3, used: 3, reserved: 0 })
  })

  it('has tags', async () => {
    const { id } = (await api.call('POST', '/probes', { probe: {} }, 'member@p4')).body.probe
    expect((await api.call('PUT', `/probes/${id}/tags/red`, undefined, 'member@p4')).status).toBe(201)
    expect((await api.call('GET', `/probes/${id}`, undefined, 'member@p4')).body.probe.tags).toEqual(['red'])
    expect((await api.call('GET', `/probes/${id}/tags`, undefined, 'member@p5')).status).toBe(404)
  })

  it('adds an attribute and an action to networks', async () => {
    const { network } = (await api.call('POST', '/networks', { network: { name: 'n' } })).body
    expect(network.probed).toBe(true)
    const answer = await api.call('GET', `/networks/${network.id}/probes`)
    expect(answer).toMatchObject({ status: 200, body: { probes: expect.any(Array) } })
    expect((await api.call('GET', `/networks/${network.id}/probes`, undefined, 'member@admin')).status).toBe(403)
  })

  it('shows its aliases in /extensions', async () => {
    expect((await api.call('GET', '/extensions/probe-extension')).body.extension).toMatchObject({
      alias: 'probe-extension',
      description: 'Probes, for tests.',
    })
  })

  it('is described by the OpenAPI document', () => {
    const document = openApiDocument(
      serviceResources(RESOURCES, [probeApi]),
      { title: 't', version: '1', description: '' },
      () => true,
    )
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v2.0/probes', '/v2.0/networks/{id}/probes']))
  })
})

it('an API without the service’s declarations has no such path', async () => {
  const api = await startApi({ modules: [vxlan({ vniRanges: [[1, 9]] }), linuxbridge(), probeService()] })
  expect((await api.call('GET', '/probes')).status).toBe(404)
  await api.close()
})

it.each<[string, readonly ServiceApi[], string]>([
  [
    'a resource that is there',
    [{ service: 'a', packageName: 'pkg', resources: [RESOURCES[0]!] }],
    "API of service 'a' of pkg: resources.network: there is a resource network at /networks already; give it another name",
  ],
  [
    'one resource of two services',
    [probeApi, { ...probeApi, service: 'b', extensions: {} }],
    "API of service 'b': resources.probe: there is a resource probe at /probes already; give it another name",
  ],
  [
    'an attribute that is there',
    [{ service: 'a', extensions: { port: { attributes: { name: probeApi.resources![0]!.attributes['name']! } } } }],
    "API of service 'a': extensions.port: port has name already; give it another name",
  ],
  [
    'an action of two services',
    [probeApi, { service: 'b', extensions: { network: { actions: probeApi.extensions!['network']!.actions! } } }],
    "API of service 'b': extensions.network: network has GET :id/probes already; give it another name",
  ],
  [
    'an extension of what is not there',
    [{ service: 'a', extensions: { router: {} } }],
    "API of service 'a': extensions.router: there is no such resource; name one of network, subnet, port",
  ],
])('refuses %s in one line', (_what, apis, message) => {
  expect(() => serviceResources(RESOURCES, apis)).toThrow(message)
})
