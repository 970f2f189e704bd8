import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../../../server/test/support/start-api.ts'
import { RESOURCES, serviceResources } from '@netloom/api'
import { serviceApi } from '../../src/api/index.ts'
import { dhcp } from '../../src/index.ts'

let api: Api
const ids: Record<string, string> = {}

beforeAll(async () => {
  api = await startApi({
    services: [dhcp()],
    resources: serviceResources(RESOURCES, [serviceApi]),
  })
  for (const host of ['h1', 'h2']) {
    const report = { agentType: 'DHCP agent', binary: 'x', host, configurations: {}, start: true }
    ids[host] = (await api.netloom.agents.hello(report)).agent.id
  }
  const { body } = await api.call('POST', '/networks', { network: { name: 'blue' } })
  ids['network'] = (body as { network: { id: string } }).network.id
  const subnet = { network_id: ids['network'], ip_version: 4, cidr: '10.0.0.0/24' }
  await api.call('POST', '/subnets', { subnet })
  await api.netloom.services.dhcp.idle()
})
afterAll(() => api.close())

const serving = async (): Promise<readonly string[]> =>
  (await api.call('GET', `/networks/${ids['network'] ?? ''}/dhcp-agents`)).body.agents.map(
    ({ id }: { readonly id: string }) => id,
  )
const networksOf = (host: string): string => `/agents/${ids[host] ?? ''}/dhcp-networks`

describe('a network that an agent shall serve', () => {
  it.each(['none', 'x'.repeat(200_000)])('is named by a UUID: anything else is a 400', async (network_id) => {
    expect(await api.call('POST', networksOf('h1'), { network_id })).toMatchObject({
      status: 400,
      body: {
        NeutronError: {
          type: 'InvalidInput',
          message: expect.stringMatching(/^[^:]*: network_id: .*UUID\.$/) as string,
        },
      },
    })
  })
})

describe('DHCP agents of a network', () => {
  it('are shown, as agents and as networks', async () => {
    const [id] = await serving()
    const host = id === ids['h1'] ? 'h1' : 'h2'
    const { body } = await api.call('GET', networksOf(host))
    expect(body.networks).toMatchObject([{ id: ids['network'], name: 'blue' }])
    expect((await api.call('GET', networksOf(host === 'h1' ? 'h2' : 'h1'))).body).toEqual({ networks: [] })
  })

  it('are added and taken away', async () => {
    const [id] = await serving()
    const other = id === ids['h1'] ? 'h2' : 'h1'
    const added = await api.call('POST', networksOf(other), { network_id: ids['network'] })
    expect([added.status, added.body]).toEqual([201, null])
    expect(await serving()).toHaveLength(2)
    const again = await api.call('POST', networksOf(other), { network_id: ids['network'] })
    expect(again).toMatchObject({ status: 409, body: { NeutronError: { type: 'NetworkHostedByDHCPAgent' } } })
    const path = `${networksOf(other)}/${ids['network'] ?? ''}`
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect(await serving()).toEqual([id])
    expect(await api.call('DELETE', path)).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'NetworkNotHostedByDhcpAgent' } },
    })
  })

  it('are not found where they are not', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect((await api.call('GET', `/networks/${nobody}/dhcp-agents`)).status).toBe(404)
    expect((await api.call('GET', `/agents/${nobody}/dhcp-networks`)).status).toBe(404)
    const { status, body } = await api.call('POST', networksOf('h1'), {})
    expect([status, body.NeutronError.type]).toEqual([400, 'InvalidInput'])
  })

  it('are an extension', async () => {
    expect((await api.call('GET', '/extensions/dhcp_agent_scheduler')).body.extension).toMatchObject({
      alias: 'dhcp_agent_scheduler',
      name: 'DHCP Agent Scheduler',
      updated: '2013-02-07T10:00:00-00:00',
      description: 'Schedule networks among dhcp agents',
    })
  })
})
