import { afterEach, describe, expect, it } from 'vitest'
import { type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'
import { HA, INTERFACE, HaQuestions } from './ha-questions.ts'

let cloud: L3Cloud
afterEach(() => cloud.close())

const idle = (): Promise<void> => new HaQuestions(cloud).idle()
const haRouter = (more?: object): Promise<string> => new HaQuestions(cloud).haRouter(more)
const portsOf = (routerId: string): Promise<readonly Shown[]> => new HaQuestions(cloud).portsOf(routerId)
const hostsOf = (routerId: string, owner: string): Promise<readonly unknown[]> =>
  new HaQuestions(cloud).hostsOf(routerId, owner)
const haNetworks = (who?: string): Promise<readonly Shown[]> => new HaQuestions(cloud).haNetworks(who)
const statesOf = (routerId: string): Promise<readonly unknown[]> => new HaQuestions(cloud).statesOf(routerId)

describe('ha', () => {
  it('is for administrators, and default as l3_ha says', async () => {
    cloud = await startL3Cloud({ l3Ha: true })
    expect(await cloud.refusal('POST', '/routers', { router: { ha: false } }, 's1')).toEqual([
      403,
      'PolicyNotAuthorized',
      expect.any(String),
    ])
    const { id, ha } = await cloud.make('/routers', { router: {} }, 's1')
    expect(ha).toBe(undefined)
    expect((await cloud.call('GET', `/routers/${String(id)}`)).body['router']).toMatchObject({ ha: true })
    expect(await cloud.make('/routers', { router: { ha: false } })).toMatchObject({ ha: false })
  })

  it('has its network of the type and prefix that the options name', async () => {
    const network = { l3HaNetworkType: 'flat', l3HaNetworkPhysicalName: 'public2' }
    cloud = await startL3Cloud({ ...network, l3HaNetCidr: '10.99.0.0/24' })
    await cloud.l3Agent('h1')
    const id = await haRouter()
    expect(await haNetworks()).toMatchObject([
      { 'provider:network_type': 'flat', 'provider:physical_network': 'public2' },
    ])
    expect((await cloud.published(`router/${id}`))['router']).toMatchObject({ ha: { networkCidr: '10.99.0.0/24' } })
    const [port] = await portsOf(id)
    expect(port?.['fixed_ips']).toMatchObject([{ ip_address: expect.stringMatching(/^10\.99\.0\./) as string }])
  })

  it('of a refused router leaves no network', async () => {
    cloud = await startL3Cloud()
    const router = { ha: true, availability_zone_hints: ['north'] }
    expect(await cloud.refusal('POST', '/routers', { router })).toEqual([
      404,
      'AvailabilityZoneNotFound',
      expect.any(String),
    ])
    expect(await haNetworks()).toEqual([])
  })

  it('changes only while the router is down, both ways', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    await cloud.l3Agent('h2')
    const { routerId: id } = await cloud.routed('s1')
    const put = (router: object): Promise<readonly unknown[]> => cloud.refusal('PUT', `/routers/${id}`, { router })
    const refused = [
      400,
      'BadRequest',
      'Bad router request: Cannot change HA attribute of active routers. Please set router admin_state_up to False ' +
        'prior to upgrade.',
    ]
    expect([await put({ ha: true }), await haNetworks()]).toEqual([refused, []])
    expect(await put({ ha: true, admin_state_up: false })).toEqual([200])
    await idle()
    expect([await hostsOf(id, HA), (await statesOf(id)).length]).toEqual([['h1', 'h2'], 2])
    expect(await put({ admin_state_up: true })).toEqual([200])
    expect(await put({ ha: false })).toEqual(refused)
    expect(await put({ ha: true, name: 'same' })).toEqual([200])
    expect(await put({ ha: false, admin_state_up: false })).toEqual([200])
    await idle()
    const [[host, state] = [], ...others] = (await statesOf(id)) as readonly (readonly unknown[])[]
    expect([state, others, await haNetworks()]).toEqual([null, [], []])
    expect(await hostsOf(id, INTERFACE)).toEqual([host])
    const kinds = Object.values(await cloud.published(`router/${id}`)).map((item) => (item as Shown)['kind'])
    expect(kinds).not.toContain('ha')
  })
})
