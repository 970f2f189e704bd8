import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api
let networkId: string
beforeEach(async () => {
  api = await startApi()
  const provider = { 'provider:network_type': 'vxlan', 'provider:segmentation_id': 77 }
  networkId = (await api.call('POST', '/networks', { network: { mtu: 1400, ...provider } })).body.network.id
})
afterEach(() => api.close())
const create = (attributes: object, who?: 'member@admin'): Promise<Answer> =>
  api.call('POST', '/segments', { segment: { network_id: networkId, network_type: 'vxlan', ...attributes } }, who)

describe('/v2.0/segments', () => {
  it('lists the segments of networks', async () => {
    const { body } = await api.call('GET', `/segments?network_id=${networkId}`)
    expect(body.segments).toHaveLength(1)
    expect(body.segments[0]).toMatchObject({
      network_id: networkId,
      name: null,
      description: null,
      physical_network: null,
      network_type: 'vxlan',
      segmentation_id: 77,
    })
    expect((await api.call('GET', '/segments?network_type=flat')).body.segments).toEqual([])
    expect((await api.call('GET', '/segments?segmentation_id=77&fields=name')).body.segments).toEqual([{ name: null }])
    expect((await api.call('GET', `/segments/${body.segments[0].id as string}`)).body).toEqual({
      segment: body.segments[0],
    })
  })

  it('adds, names and removes them', async () => {
    const { status, body } = await create({ segmentation_id: 78, name: 'rack', description: null })
    expect(status).toBe(201)
    const { id } = body.segment
    const network = (await api.call('GET', `/networks/${networkId}`)).body.network
    expect(network.segments).toMatchObject([{ 'provider:segmentation_id': 77 }, { 'provider:segmentation_id': 78 }])
    expect((await create({ segmentation_id: 78 })).body.NeutronError.type).toBe('TunnelIdInUse')
    const put = await api.call('PUT', `/segments/${id as string}`, { segment: { name: null, description: 'd' } })
    expect(put.body.segment).toMatchObject({ name: null, description: 'd' })
    const fixed = await api.call('PUT', `/segments/${id as string}`, { segment: { segmentation_id: 5 } })
    expect(fixed.body.NeutronError.message).toBe('Cannot update read-only attribute segmentation_id')
    const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24', segment_id: id }
    const adjacency = async (): Promise<unknown> =>
      (await api.call('GET', `/networks/${networkId}?fields=l2_adjacency`)).body.network
    expect(await adjacency()).toEqual({ l2_adjacency: true })
    const { id: subnetId } = (await api.call('POST', '/subnets', { subnet })).body.subnet
    expect(await adjacency()).toEqual({ l2_adjacency: false })
    const remove = (): Promise<Answer> => api.call('DELETE', `/segments/${id as string}`)
    expect(await remove()).toMatchObject({ status: 409, body: { NeutronError: { type: 'SegmentInUse' } } })
    await api.call('DELETE', `/subnets/${subnetId as string}`)
    expect((await remove()).status).toBe(204)
    expect((await create({ segmentation_id: 78 })).status).toBe(201)
  })

  it('is for administrators', async () => {
    const list = await api.call('GET', '/segments', undefined, 'member@admin')
    expect(list).toMatchObject({ status: 200, body: { segments: [] } })
    expect((await create({}, 'member@admin')).status).toBe(403)
  })
})
