import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadBalancerTopic } from '../src/index.ts'
import { type Cloud, contextOf, type Shown, startCloud } from './support.ts'

let cloud: Cloud

beforeEach(async () => {
  cloud = await startCloud({ allowAutomaticLbaasAgentFailover: true })
})
afterEach(() => cloud.close())

const balancer = (): Promise<Shown> =>
  cloud.make('/loadbalancers', 'loadbalancer', { name: 'lb', vip_subnet_id: cloud.subnetId })

describe('a load balancer is scheduled', () => {
  test('onto the agent with the fewest that has its driver, and its port is bound to that host', async () => {
    await cloud.agent('other', { device_drivers: ['f5'] })
    await cloud.agent('h1')
    await cloud.agent('h2')
    const lbs = [await balancer(), await balancer()]
    const hosts = await Promise.all(lbs.map(({ id }) => cloud.hosts(id)))
    expect(hosts.flat().sort()).toEqual(['h1', 'h2'])
    const port = await cloud.netloom.ports.get(contextOf('admin'), String(lbs[0]?.['vip_port_id']))
    expect(port.binding.host).toBe(hosts[0]?.[0])
  })

  test('when an agent comes, and the host is told of the VIP with all that its subnet says', async () => {
    const lb = await balancer()
    expect(await cloud.hosts(lb.id)).toEqual([])
    await cloud.agent('h1')
    cloud.netloom.services.loadBalancerScheduling.due(lb.id)
    expect(await cloud.hosts(lb.id)).toEqual(['h1'])
    const vip = (await cloud.items(loadBalancerTopic(lb.id))).find(({ key }) => key.startsWith('vip/'))
    expect(vip?.body).toMatchObject({
      portId: lb['vip_port_id'],
      addresses: [{ ipAddress: lb['vip_address'], cidr: '198.0.2.0/24', gatewayIp: '198.0.2.1', hostRoutes: [] }],
    })
    const subnet = { hostRoutes: [{ destination: '10.9.0.0/16', nexthop: '198.0.2.9' }] }
    await cloud.netloom.subnets.update(contextOf('admin'), cloud.subnetId, subnet)
    const later = (await cloud.items(loadBalancerTopic(lb.id))).find(({ key }) => key.startsWith('vip/'))
    expect(later?.body).toMatchObject({ addresses: [subnet] })
  })

  test('elsewhere by a failover, and does all anew where there is nobody else', async () => {
    await cloud.agent('h1')
    const lb = await balancer()
    await cloud.upToDate('h1', lb.id)
    const path = `/loadbalancers/${lb.id}`
    expect((await cloud.call('PUT', `${path}/failover`, undefined, 'admin')).status).toBe(202)
    expect(await cloud.hosts(lb.id)).toEqual(['h1'])
    expect(await cloud.get(path, 'loadbalancer')).toMatchObject({ provisioning_status: 'PENDING_UPDATE' })
    await cloud.upToDate('h1', lb.id)
    expect(await cloud.get(path, 'loadbalancer')).toMatchObject({ provisioning_status: 'ACTIVE' })
    await cloud.agent('h2')
    expect((await cloud.call('PUT', `${path}/failover`)).status).toBe(403)
    await cloud.call('PUT', `${path}/failover`, undefined, 'admin')
    expect(await cloud.hosts(lb.id)).toEqual(['h2'])
    await cloud.upToDate('h2', lb.id)
    expect(await cloud.get(path, 'loadbalancer')).toMatchObject({ provisioning_status: 'ACTIVE' })
  })

  test('elsewhere when its agent is put down', async () => {
    const agentId = await cloud.agent('h1')
    const lb = await balancer()
    expect(await cloud.hosts(lb.id)).toEqual(['h1'])
    await cloud.agent('h2')
    await cloud.netloom.agents.update(agentId, { adminStateUp: false })
    await expect.poll(() => cloud.hosts(lb.id), { timeout: 20_000 }).toEqual(['h2'])
  })

  test('no more when it is deleted: its host is told, and nothing of it stays published', async () => {
    await cloud.agent('h1')
    const lb = await balancer()
    await cloud.hosts(lb.id)
    await cloud.make('/pools', 'pool', { protocol: 'HTTP', lb_algorithm: 'SOURCE_IP', loadbalancer_id: lb.id })
    expect((await cloud.call('DELETE', `/loadbalancers/${lb.id}?cascade=true`)).status).toBe(204)
    expect(await cloud.items(loadBalancerTopic(lb.id))).toEqual([])
    expect(await cloud.items('lb/h1')).toEqual([])
  })
})
