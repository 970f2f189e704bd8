import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()

type Body = Readonly<Record<string, { readonly id: string; readonly [attribute: string]: unknown }>>

/** Answers every request with its name. */
const SERVER = `require('node:http').createServer((_, answer) => answer.end(process.argv[1])).listen(80, () => console.log('ready'))`

describe.each(['linuxbridge', 'openvswitch'])('a load balancer on hosts with %s', (mechanism) => {
  const lab = newLabName()
  const servers: ChildProcess[] = []
  const members: string[] = []
  let [vip, balancer, pool] = ['', '', '']

  const api = (method: string, path: string, body?: object): Promise<Body> => labApi<Body>(lab, method, path, body)

  const ask = async (): Promise<string> =>
    (await labExec('client', ['curl', '-s', '-m', '2', `http://${vip}/`], lab)).stdout

  const askFour = async (): Promise<string> => [await ask(), await ask(), await ask(), await ask()].sort().join(' ')

  beforeAll(async () => {
    await reapDeadLabs()
    const file = join(tmpdir(), `${lab}.ini`)
    await writeFile(file, '[DEFAULT]\nservice_plugins = router,lbaasv2\n')
    const roles = ['l2', 'lbaas']
    await labUp({
      ...{ name: lab, mechanisms: [mechanism], configFiles: [file] },
      hosts: [
        { name: 'host1', roles },
        { name: 'host2', roles },
      ],
    })
    const network = (await api('POST', 'networks', { network: { name: 'web' } }))['network']!.id
    const subnet = { network_id: network, ip_version: 4, cidr: '10.7.0.0/24', enable_dhcp: false }
    const subnetId = (await api('POST', 'subnets', { subnet }))['subnet']!.id
    await labBoot({ lab, name: 'client', network: 'web', host: 'host2', ip: '10.7.0.20' })
    const loadbalancer = (
      await api('POST', 'lbaas/loadbalancers', { loadbalancer: { vip_subnet_id: subnetId, vip_address: '10.7.0.5' } })
    )['loadbalancer']!
    ;[balancer, vip] = [loadbalancer.id, String(loadbalancer['vip_address'])]
    const listener = { loadbalancer_id: balancer, protocol: 'HTTP', protocol_port: 80 }
    const listenerId = (await api('POST', 'lbaas/listeners', { listener }))['listener']!.id
    const body = { listener_id: listenerId, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' }
    pool = (await api('POST', 'lbaas/pools', { pool: body }))['pool']!.id
    for (const [index, host] of ['host1', 'host2'].entries()) {
      const [name, ip] = [`WEB${String(index + 1)}`, `10.7.0.1${String(index + 1)}`]
      const { netns } = await labBoot({ lab, name: name.toLowerCase(), network: 'web', host, ip })
      const server = spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', SERVER, name])
      servers.push(server)
      await new Promise((resolve) => server.stdout.once('data', resolve))
      const member = { address: ip, protocol_port: 80, subnet_id: subnetId }
      members.push((await api('POST', `lbaas/pools/${pool}/members`, { member }))['member']!.id)
    }
  })
  afterAll(async () => {
    for (const server of servers) server.kill()
    await labDown(lab)
  })

  it('serves members of two hosts in turn, and is ACTIVE', async () => {
    await expect.poll(askFour, { timeout: 60_000 }).toBe('WEB1 WEB1 WEB2 WEB2')
    const status = async (): Promise<unknown> =>
      (await api('GET', `lbaas/loadbalancers/${balancer}`))['loadbalancer']!['provisioning_status']
    await expect.poll(status, { timeout: 30_000 }).toBe('ACTIVE')
  })

  it('calls a member whose server is gone ERROR, and sends nobody there', async () => {
    const healthmonitor = { pool_id: pool, type: 'HTTP', delay: 1, timeout: 1, max_retries: 1, max_retries_down: 1 }
    await api('POST', 'lbaas/healthmonitors', { healthmonitor })
    const statusOf = async (index: number): Promise<unknown> =>
      (await api('GET', `lbaas/pools/${pool}/members/${members[index] ?? ''}`))['member']!['operating_status']
    await expect.poll(() => statusOf(0), { timeout: 60_000 }).toBe('ONLINE')
    servers[0]?.kill()
    await expect.poll(() => statusOf(0), { timeout: 60_000 }).toBe('ERROR')
    expect(await askFour()).toBe('WEB2 WEB2 WEB2 WEB2')
  })

  it('goes with all that it has', async () => {
    await api('DELETE', `lbaas/loadbalancers/${balancer}?cascade=true`)
    await expect.poll(ask, { timeout: 60_000 }).toBe('')
  })
})
