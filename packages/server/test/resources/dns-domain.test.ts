import { resourcesIn } from '@netloom/api'
import { expect, it } from 'vitest'
import { startApi } from '../support/start-api.ts'

it.each(['cloud.example', 'cloud.example.'])('names of hosts are below the configured domain %s', async (domain) => {
  const api = await startApi({ resources: resourcesIn(domain), ml2: { dnsDomain: domain } })
  const { body } = await api.call('POST', '/networks', { network: {} })
  const network_id = (body as { network: { id: string } }).network.id
  await api.call('POST', '/subnets', { subnet: { network_id, ip_version: 4, cidr: '10.0.0.0/24' } })
  const made = async (port: object): Promise<{ status: number; fqdn: unknown }> => {
    const answer = await api.call('POST', '/ports', { port: { network_id, ...port } })
    return { status: answer.status, fqdn: answer.body.port?.dns_assignment[0].fqdn }
  }
  const at = (address: string): object => ({ fixed_ips: [{ ip_address: address }] })
  expect(await made(at('10.0.0.7'))).toEqual({ status: 201, fqdn: 'host-10-0-0-7.cloud.example.' })
  expect(await made({ dns_name: 'web' })).toEqual({ status: 201, fqdn: 'web.cloud.example.' })
  expect(await made({ dns_name: 'db.cloud.example.' })).toEqual({ status: 201, fqdn: 'db.cloud.example.' })
  expect((await made({ dns_name: 'db.openstacklocal.' })).status).toBe(400)
  await api.close()
})
