import { afterEach, beforeEach, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api
let networkId: string
let subnetId: string

beforeEach(async () => {
  api = await startApi()
  networkId = (await api.call('POST', '/networks', { network: {} })).body.network.id
  const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24' }
  subnetId = (await api.call('POST', '/subnets', { subnet })).body.subnet.id
})
afterEach(async () => {
  await api.close()
})

it('shows a port in lists as it is shown alone, at every revision', async () => {
  const created = await api.call('POST', '/ports', { port: { network_id: networkId, name: 'a', tags: ['x'] } })
  expect(created.status).toBe(201)
  const { id } = created.body.port
  for (const name of ['b', 'c']) {
    await api.call('PUT', `/ports/${id}`, { port: { name } })
    const { body } = await api.call('GET', `/ports/${id}`)
    expect(body.port).toMatchObject({ name, tags: ['x'], fixed_ips: [{ subnet_id: subnetId }] })
    expect((await api.call('GET', `/ports?network_id=${networkId}`)).body.ports).toEqual([body.port])
  }
})

it('hides the binding from members and keeps what is rendered for others apart', async () => {
  const made = await api.call('POST', '/ports', { port: { network_id: networkId, project_id: 'a' } })
  const path = `/ports/${made.body.port.id}`
  expect((await api.call('GET', path)).body.port).toHaveProperty('binding:host_id', '')
  expect((await api.call('GET', path, undefined, 'member@a')).body.port).not.toHaveProperty('binding:host_id')
  expect((await api.call('GET', path)).body.port).toHaveProperty('binding:host_id', '')
  expect((await api.call('GET', path, undefined, 'member@b')).status).toBe(404)
})

it('finds ports by address, part of an address and MAC', async () => {
  const ask = { port: { network_id: networkId, fixed_ips: [{ ip_address: '10.0.0.77' }] } }
  const { port } = (await api.call('POST', '/ports', ask)).body
  await api.call('POST', '/ports', { port: { network_id: networkId } })
  for (const query of [
    'fixed_ips=ip_address%3D10.0.0.77',
    `fixed_ips=ip_address%3D10.0.0.77&fixed_ips=subnet_id%3D${subnetId}`,
    'fixed_ips=ip_address_substr%3D.77',
    `mac_address=${port.mac_address}`,
  ]) {
    const { body } = await api.call('GET', `/ports?${query}&fields=id`)
    expect(body.ports, query).toEqual([{ id: port.id }])
  }
})

it('creates all of a bulk request or none', async () => {
  const ports = [{ network_id: networkId }, { network_id: networkId, fixed_ips: [{ ip_address: '9.9.9.9' }] }]
  expect((await api.call('POST', '/ports', { ports })).body.NeutronError.type).toBe('InvalidIpForNetwork')
  expect((await api.call('GET', '/ports')).body.ports).toEqual([])
})
