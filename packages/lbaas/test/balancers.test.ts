import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadBalancerTopic } from '../src/index.ts'
import { type Cloud, contextOf, type Shown, startCloud } from './support.ts'

let cloud: Cloud
const web = { protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' }

beforeEach(async () => {
  cloud = await startCloud()
})
afterEach(() => cloud.close())

const balancer = (who?: string): Promise<Shown> =>
  cloud.make('/loadbalancers', 'loadbalancer', { name: 'lb', vip_subnet_id: cloud.subnetId }, who)

describe('a load balancer', () => {
  test('has a port on its subnet, named after it, which its deletion takes away', async () => {
    const lb = await balancer()
    const port = await cloud.netloom.ports.get(contextOf('admin'), String(lb['vip_port_id']))
    expect(port).toMatchObject({ deviceOwner: 'neutron:LOADBALANCERV2', deviceId: `lb-${lb.id}`, projectId: 'p1' })
    expect(port.fixedIps[0]?.ipAddress).toBe(lb['vip_address'])
    expect((await cloud.call('DELETE', `/loadbalancers/${lb.id}`)).status).toBe(204)
    await expect(cloud.netloom.ports.get(contextOf('admin'), port.id)).rejects.toMatchObject({ code: 'PortNotFound' })
  })

  test('keeps its port from being deleted, in words that name the balancer', async () => {
    const lb = await balancer()
    const answer = await cloud.call('DELETE', `/v2.0/ports/${String(lb['vip_port_id'])}`)
    expect(answer.status).toBe(409)
    expect(JSON.stringify(answer.body)).toContain(lb.id)
  })

  test('leaves a port that was there before', async () => {
    const { id } = await cloud.netloom.ports.create(contextOf('p1'), { networkId: cloud.networkId })
    const lb = await cloud.make('/loadbalancers', 'loadbalancer', { vip_port_id: id })
    const twin = await cloud.call('POST', '/loadbalancers', { loadbalancer: { vip_port_id: id } })
    expect(twin.status).toBe(409)
    expect((await cloud.call('DELETE', `/loadbalancers/${lb.id}`)).status).toBe(204)
    expect(await cloud.netloom.ports.get(contextOf('p1'), id)).toMatchObject({ id })
  })

  test('that is refused leaves no port behind', async () => {
    const before = (await cloud.netloom.ports.list(contextOf('admin'))).length
    const listeners = [{ protocol: 'HTTP', protocol_port: 80, default_pool: { name: 'nobody' } }]
    const answer = await cloud.call('POST', '/loadbalancers', {
      loadbalancer: { vip_subnet_id: cloud.subnetId, listeners },
    })
    expect(answer.status).toBe(400)
    expect(await cloud.netloom.ports.list(contextOf('admin'))).toHaveLength(before)
  })

  test('of another project is not there', async () => {
    const lb = await balancer()
    const path = `/loadbalancers/${lb.id}`
    const update = { loadbalancer: { name: 'mine' } }
    expect((await cloud.call('GET', path, undefined, 'p2')).status).toBe(404)
    expect((await cloud.call('PUT', path, update, 'p2')).status).toBe(404)
    expect((await cloud.call('DELETE', `${path}?cascade=true`, undefined, 'p2')).status).toBe(404)
    expect((await cloud.call('GET', '/loadbalancers', undefined, 'p2')).body['loadbalancers']).toEqual([])
    expect((await cloud.call('GET', path, undefined, 'admin')).status).toBe(200)
  })

  test('is found under Octavia’s other spelling of its path, by tags, and in the order that is asked for', async () => {
    const lb = await balancer()
    const other = { name: 'a', vip_subnet_id: cloud.subnetId, tags: ['red'] }
    await cloud.make('/loadbalancers', 'loadbalancer', other)
    expect((await cloud.call('GET', `/v2/lbaas/loadbalancers/${lb.id}`)).status).toBe(200)
    const sorted = await cloud.call('GET', '/loadbalancers?sort=name:asc&fields=name')
    expect(sorted.body['loadbalancers']).toEqual([{ name: 'a' }, { name: 'lb' }])
    const page = await cloud.call('GET', '/loadbalancers?limit=1&sort=name')
    expect(page.body['loadbalancers']).toHaveLength(1)
    expect(page.body['loadbalancers_links']).toHaveLength(2)
  })

  test('counts against the quota of its project', async () => {
    expect((await cloud.call('PUT', '/quotas/p1', { quota: { load_balancer: 1 } }, 'admin')).status).toBe(202)
    await balancer()
    const second = await cloud.call('POST', '/loadbalancers', { loadbalancer: { vip_subnet_id: cloud.subnetId } })
    expect(second.status).toBe(409)
    expect(second.body.faultstring).toContain('loadbalancer')
  })
})

describe('members of a pool', () => {
  test('are one item each for the host, and what is said again is not told again', async () => {
    await cloud.agent('h1')
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    const members = ['10.0.0.1', '10.0.0.2'].map((address) => ({ address, protocol_port: 80 }))
    const path = `/pools/${pool.id}/members`
    expect((await cloud.call('PUT', path, { members })).status).toBe(202)
    await cloud.netloom.services.loadBalancerScheduling.idle()
    const before = await cloud.items(loadBalancerTopic(lb.id))
    expect(before.filter(({ key }) => key.startsWith('member/'))).toHaveLength(2)
    const changed = members.map((one, index) => ({ ...one, weight: index + 1 }))
    await cloud.call('PUT', path, { members: changed })
    const after = await cloud.items(loadBalancerTopic(lb.id))
    const moved = after.filter((item) => before.every((one) => one.key !== item.key || one.revision !== item.revision))
    expect(moved.map(({ body }) => body['weight'])).toEqual([2])
  })

  test('written at once by many are in the end what one of them said, whole', async () => {
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    const batches = Array.from({ length: 8 }, (_, batch) =>
      Array.from({ length: 4 }, (_one, at) => ({
        address: `10.0.${String(batch)}.${String(at + 1)}`,
        protocol_port: 80,
      })),
    )
    const answers = await Promise.all(
      batches.map((members) => cloud.call('PUT', `/pools/${pool.id}/members`, { members })),
    )
    expect(answers.map(({ status }) => status)).toEqual(batches.map(() => 202))
    const { body } = await cloud.call('GET', `/pools/${pool.id}/members?fields=address`)
    const addresses = (body['members'] as readonly { readonly address: string }[]).map(({ address }) => address)
    const nets = new Set(addresses.map((address) => address.split('.')[2]))
    expect([addresses.length, nets.size]).toEqual([4, 1])
  })
})

describe('texts that would reach the configuration of a balancer', () => {
  const cases: readonly (readonly [string, string, object])[] = [
    [
      '/healthmonitors',
      'healthmonitor',
      { type: 'HTTP', delay: 1, timeout: 1, max_retries: 1, url_path: '/\nbind *:1' },
    ],
    [
      '/healthmonitors',
      'healthmonitor',
      { type: 'HTTP', delay: 1, timeout: 1, max_retries: 1, expected_codes: '200\n' },
    ],
    ['/pools', 'pool', { ...web, session_persistence: { type: 'APP_COOKIE', cookie_name: 'a b' } }],
    ['/pools', 'pool', { ...web, tls_ciphers: 'A\nserver x 1.1.1.1' }],
    ['/listeners', 'listener', { protocol: 'HTTP', protocol_port: 80, tls_ciphers: 'A B' }],
    ['/listeners', 'listener', { protocol: 'HTTP', protocol_port: 80, default_tls_container_ref: '../../etc/shadow' }],
    ['/listeners', 'listener', { protocol: 'HTTP', protocol_port: 80, allowed_cidrs: ['10.0.0.0/8 accept'] }],
  ]

  test.each(cases)('are refused by what they may be: POST %s with %s %o', async (path, name, body) => {
    const lb = await balancer()
    const pool = await cloud.make('/pools', 'pool', { ...web, loadbalancer_id: lb.id })
    const parent = name === 'healthmonitor' ? { pool_id: pool.id } : { loadbalancer_id: lb.id }
    expect(await cloud.call('POST', path, { [name]: { ...parent, ...body } })).toMatchObject({ status: 400 })
  })
})
