import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Cloud, type Shown, startCloud } from './support.ts'

let cloud: Cloud
const web = { protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' }

beforeEach(async () => {
  cloud = await startCloud()
  await cloud.agent('h1')
})
afterEach(() => cloud.close())

const balancer = async (): Promise<Shown> => {
  const lb = await cloud.make('/loadbalancers', 'loadbalancer', { name: 'lb', vip_subnet_id: cloud.subnetId })
  await cloud.upToDate('h1', lb.id)
  return lb
}
const statusOf = async (path: string, name: string): Promise<readonly unknown[]> => {
  const shown = await cloud.get(path, name)
  return [shown['provisioning_status'], shown['operating_status']]
}

describe('statuses of a load balancer', () => {
  test('are PENDING_CREATE until its agent has it, then ACTIVE and ONLINE', async () => {
    const lb = await cloud.make('/loadbalancers', 'loadbalancer', { vip_subnet_id: cloud.subnetId })
    expect([lb['provisioning_status'], lb['operating_status']]).toEqual(['PENDING_CREATE', 'OFFLINE'])
    await cloud.upToDate('h1', lb.id)
    expect(await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer')).toEqual(['ACTIVE', 'ONLINE'])
  })

  test('say PENDING_UPDATE while a member below it is under way, and take further writes all the same', async () => {
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    await cloud.upToDate('h1', lb.id)
    const members = `/pools/${pool.id}/members`
    await cloud.make(members, 'member', { address: '10.0.0.1', protocol_port: 80 })
    expect(await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer')).toEqual(['PENDING_UPDATE', 'ONLINE'])
    await cloud.make(members, 'member', { address: '10.0.0.2', protocol_port: 80 })
    await cloud.upToDate('h1', lb.id)
    expect(await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer')).toEqual(['ACTIVE', 'ONLINE'])
  })

  test('end in ERROR with a cause when nobody answers for ten seconds, and heal when the agent does', async () => {
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    expect((await statusOf(`/pools/${pool.id}`, 'pool'))[0]).toBe('PENDING_CREATE')
    cloud.later(10_001)
    expect((await statusOf(`/pools/${pool.id}`, 'pool'))[0]).toBe('ERROR')
    const { body } = await cloud.call('GET', `/loadbalancers/${lb.id}/problems`)
    expect(body['problems']).toEqual([
      { id: pool.id, type: 'pool', cause: 'no load balancer agent has confirmed it within 10 seconds' },
    ])
    await cloud.upToDate('h1', lb.id)
    expect(await statusOf(`/pools/${pool.id}`, 'pool')).toEqual(['ACTIVE', 'ONLINE'])
  })

  test('keep a failure to the object that failed, with its cause, until it can be done', async () => {
    const lb = await balancer()
    const body = { protocol: 'HTTP', protocol_port: 80, loadbalancer_id: lb.id }
    const listener = await cloud.make('/listeners', 'listener', body)
    const error = 'certificate c1 cannot be read'
    await cloud.say('h1', [{ portId: listener.id, state: 'down', error, facts: { revision: 0 } }])
    expect((await statusOf(`/listeners/${listener.id}`, 'listener'))[0]).toBe('ERROR')
    expect((await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer'))[0]).toBe('ACTIVE')
    const { body: said } = await cloud.call('GET', `/loadbalancers/${lb.id}/problems`)
    expect(said['problems']).toEqual([{ id: listener.id, type: 'listener', cause: error }])
    await cloud.upToDate('h1', lb.id)
    expect((await statusOf(`/listeners/${listener.id}`, 'listener'))[0]).toBe('ACTIVE')
  })

  test('hold to the newest write: what is said of an older one confirms nothing', async () => {
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    await cloud.call('PUT', `/pools/${pool.id}`, { pool: { lb_algorithm: 'LEAST_CONNECTIONS' } })
    await cloud.say('h1', [{ portId: pool.id, state: 'up', facts: { revision: 0 } }])
    expect((await statusOf(`/pools/${pool.id}`, 'pool'))[0]).toBe('PENDING_UPDATE')
    await cloud.say('h1', [{ portId: pool.id, state: 'up', facts: { revision: 1 } }])
    expect((await statusOf(`/pools/${pool.id}`, 'pool'))[0]).toBe('ACTIVE')
  })

  test('roll up what monitors find: one of two members failed is DEGRADED, both are ERROR', async () => {
    const lb = await balancer()
    const listener = await cloud.make('/listeners', 'listener', {
      ...{ protocol: 'HTTP', protocol_port: 80, loadbalancer_id: lb.id },
    })
    const pool = await cloud.make('/pools', 'pool', { ...web, listener_id: listener.id })
    const monitor = { pool_id: pool.id, type: 'TCP', delay: 1, timeout: 1, max_retries: 1 }
    await cloud.make('/healthmonitors', 'healthmonitor', monitor)
    const members: Shown[] = []
    for (const address of ['10.0.0.1', '10.0.0.2'])
      members.push(await cloud.make(`/pools/${pool.id}/members`, 'member', { address, protocol_port: 80 }))
    await cloud.upToDate('h1', lb.id)
    const health = async (...statuses: readonly string[]): Promise<readonly unknown[]> => {
      await cloud.say(
        'h1',
        members.map(({ id }, at) => ({ portId: id, state: 'up', facts: { operatingStatus: statuses[at] ?? '' } })),
      )
      const { body } = await cloud.call('GET', `/loadbalancers/${lb.id}/status`)
      const { loadbalancer } = body['statuses'] as { readonly loadbalancer: Tree }
      const [shownListener] = loadbalancer.listeners
      const [shownPool] = shownListener?.pools ?? []
      return [loadbalancer, shownListener, shownPool].map((one) => one?.operating_status)
    }
    expect(await health('ONLINE', 'ONLINE')).toEqual(['ONLINE', 'ONLINE', 'ONLINE'])
    expect(await health('ONLINE', 'ERROR')).toEqual(['DEGRADED', 'DEGRADED', 'DEGRADED'])
    expect(await health('ERROR', 'ERROR')).toEqual(['ERROR', 'ERROR', 'ERROR'])
  })

  test('come with counters of all listeners together', async () => {
    const lb = await balancer()
    const ids: string[] = []
    for (const port of [80, 81]) {
      const body = { protocol: 'HTTP', protocol_port: port, loadbalancer_id: lb.id }
      ids.push((await cloud.make('/listeners', 'listener', body)).id)
    }
    await cloud.say(
      'h1',
      ids.map((id) => ({ portId: id, state: 'up', facts: { bytesIn: 10, totalConnections: 2 } })),
    )
    const { body } = await cloud.call('GET', `/loadbalancers/${lb.id}/stats`)
    expect(body['stats']).toMatchObject({ bytes_in: 20, total_connections: 4, bytes_out: 0 })
  })

  test('say OFFLINE of what an agent that came back has not', async () => {
    const lb = await balancer()
    await cloud.all('h1', [])
    expect(await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer')).toEqual(['ACTIVE', 'OFFLINE'])
    await cloud.all('h1', [lb.id])
    expect(await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer')).toEqual(['ACTIVE', 'ONLINE'])
  })

  test('are not for other agents to say', async () => {
    const lb = await balancer()
    await cloud.agent('h2')
    const error = 'mine'
    expect(await cloud.say('h2', [{ portId: lb.id, state: 'down', error, facts: { revision: 9 } }])).toEqual([lb.id])
    expect((await statusOf(`/loadbalancers/${lb.id}`, 'loadbalancer'))[0]).toBe('ACTIVE')
  })
})

interface Tree {
  readonly operating_status: string
  readonly listeners: readonly {
    readonly operating_status: string
    readonly pools: readonly { readonly operating_status: string }[]
  }[]
}
