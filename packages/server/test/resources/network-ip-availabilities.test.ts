import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})
afterEach(() => api.close())
const textOf = async (path: string): Promise<string> => (await api.app.inject({ url: `/v2.0${path}` })).body

describe('/v2.0/network-ip-availabilities', () => {
  it('counts exactly, beyond what a double holds', async () => {
    const { id } = (await api.call('POST', '/networks', { network: { name: 'blue' } })).body.network
    const networkId = id as string
    const subnet = { network_id: networkId, ip_version: 6, cidr: 'fd00::/64', gateway_ip: null, name: 'six' }
    const { id: subnetId } = (await api.call('POST', '/subnets', { subnet })).body.subnet
    await api.call('POST', '/ports', { port: { network_id: networkId } })
    expect(await textOf(`/network-ip-availabilities/${networkId}`)).toBe(
      `{"network_ip_availability":{"network_id":"${networkId}","network_name":"blue","tenant_id":"admin","project_id":"admin",` +
        `"subnet_ip_availability":[{"subnet_id":"${subnetId as string}","ip_version":6,"cidr":"fd00::/64","subnet_name":"six",` +
        '"used_ips":1,"total_ips":18446744073709551615}],"used_ips":1,"total_ips":18446744073709551615}}',
    )
    expect(await textOf('/network-ip-availabilities?network_name=blue&fields=total_ips')).toBe(
      '{"network_ip_availabilities":[{"total_ips":18446744073709551615}]}',
    )
  })

  it('filters by network and IP version', async () => {
    for (const name of ['a', 'b']) await api.call('POST', '/networks', { network: { name } })
    const [network] = (await api.call('GET', '/networks?name=a')).body.networks
    await api.call('POST', '/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/24' } })
    const names = async (query: string): Promise<readonly string[]> =>
      (await api.call('GET', `/network-ip-availabilities?${query}`)).body.network_ip_availabilities.map(
        (one: { network_name: string }) => one.network_name,
      )
    expect([...(await names(''))].sort()).toEqual(['a', 'b'])
    expect(await names('ip_version=4')).toEqual(['a'])
    expect(await names('ip_version=x')).toEqual([])
    expect(await names(`network_id=${network.id as string}`)).toEqual(['a'])
    expect((await api.call('GET', '/network-ip-availabilities?total_ips=3')).body.NeutronError.message).toBe(
      "['total_ips'] is invalid attribute for filtering",
    )
  })

  it('is for administrators, and cannot be written', async () => {
    const { id } = (await api.call('POST', '/networks', { network: {} }, 'member@a')).body.network
    const path = `/network-ip-availabilities/${id as string}`
    expect((await api.call('GET', '/network-ip-availabilities', undefined, 'member@a')).body).toEqual({
      network_ip_availabilities: [],
    })
    expect((await api.call('GET', path, undefined, 'member@a')).status).toBe(404)
    expect((await api.call('DELETE', path)).status).toBe(405)
    expect((await api.call('GET', '/network-ip-availabilities/x')).body.NeutronError.type).toBe('NetworkNotFound')
  })
})
