import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labBoot, labDown, labExec, labUp, withController, type BootedVm } from '../src/lab/index.ts'

const lab = `t_${randomBytes(4).toString('hex')}`
let far: BootedVm

beforeAll(async () => {
  const vteps = ['fd00:66::1', 'fd00:66::2']
  const state = await labUp({ name: lab, hosts: vteps.map((vtep, index) => ({ name: `h${String(index)}`, vtep })) })
  await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: 'blue' })
    await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
    await client.subnets.create({ network_id: id, ip_version: 6, cidr: '2001:db8::/64' })
  })
  await labBoot({ lab, name: 'near', network: 'blue', host: 'h0' })
  far = await labBoot({ lab, name: 'far', network: 'blue', host: 'h1' })
})
afterAll(() => labDown(lab))

it('carries IPv4 and IPv6 over IPv6 tunnels, with packets as long as the network allows', async () => {
  // 1500 on the wire: 40 for the outer IPv6 header, 8 UDP, 8 VXLAN, 14 inner Ethernet (RFC 7348).
  expect(far.mtu).toBe(1430)
  expect(far.addresses).toHaveLength(2)
  for (const address of far.addresses) {
    const target = address.split('/')[0] ?? ''
    const largest = String(far.mtu - (target.includes(':') ? 48 : 28))
    const ping = ['ping', '-c', '2', '-i', '0.1', '-W', '2', '-M', 'do', '-s', largest, target]
    expect((await labExec('near', ping, lab)).stdout).toContain('2 received')
  }
})
