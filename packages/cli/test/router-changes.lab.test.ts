import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { outsideNetns, vmNetns } from '../src/lab/state/names.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { RoutedLab, type Shown, soon } from './support/routed-lab.ts'

useTestState()
const name = newLabName()
let lab: RoutedLab
let router: Shown
let net: Shown
let floating: Shown
const hostOf = async (): Promise<readonly string[]> => {
  const { agents } = (await lab.api('GET', `routers/${router.id}/l3-agents`)) as { agents: readonly Shown[] }
  return agents.map(({ host }) => host)
}
const namespaces = (host: string): Promise<string> => lab.exec(host, 'ip', 'netns', 'list')
const isActive = async (): Promise<boolean> => (await lab.show('floatingip', floating.id)).status === 'ACTIVE'

beforeAll(async () => {
  await reapDeadLabs()
  lab = await RoutedLab.open(name)
  router = await lab.router('r', 'host1')
  net = await lab.network(router.id, 'blue', '10.7.0.0/24')
  const six = await lab.make('subnet', {
    ...{ network_id: net.id, cidr: 'fd00:7::/64', ip_version: 6, ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' },
  })
  await lab.api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: six.id })
  await lab.network(router.id, 'six', 'fd00:8::/64', { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' })
  await labBoot({ lab: name, name: 'near', network: net.id, host: 'host1', ip: '10.7.0.5' })
  await labBoot({ lab: name, name: 'far', network: net.id, host: 'host2', ip: '10.7.0.6' })
  await labBoot({ lab: name, name: 'sixth', network: 'six', host: 'host2' })
  await lab.openGroup(await lab.port(net.id, '10.7.0.6'))
  for (const vm of ['near', 'far']) await lab.serve(vmNetns(name, vm), 80)
  await lab.serve(outsideNetns(name), 80)
  floating = await lab.make('floatingip', {
    floating_network_id: lab.externalId,
    port_id: (await lab.port(net.id, '10.7.0.6')).id,
  })
  expect(await soon(isActive)).toBe(true)
  expect(await soon(() => lab.pings('outside', floating.floating_ip_address))).toBe(true)
}, 240_000)
afterAll(() => lab.close(), 120_000)

describe('port forwardings to VMs of both hosts', () => {
  it('lead TCP and UDP, single ports and ranges', async () => {
    const fip = await lab.make('floatingip', { floating_network_id: lab.externalId })
    const to = async (address: string): Promise<object> => ({
      ...{ internal_ip_address: address, internal_port_id: (await lab.port(net.id, address)).id },
    })
    const near = await to('10.7.0.5')
    for (const protocol of ['tcp', 'udp']) {
      await lab.make(
        'port-forwarding',
        { ...near, protocol, external_port: 8080, internal_port: 80 },
        `floatingips/${fip.id}/`,
      )
      const range = { external_port_range: '9000:9009', internal_port_range: '75:84' }
      await lab
        .make('port-forwarding', { ...near, protocol, ...range }, `floatingips/${fip.id}/`)
        .catch((error: unknown) => {
          // Port 80 inside is taken by the other one.
          expect(String(error)).toContain('port collision')
        })
    }
    await lab.make(
      'port-forwarding',
      { ...near, protocol: 'tcp', external_port_range: '7000:7009', internal_port_range: '81:90' },
      `floatingips/${fip.id}/`,
    )
    await lab.serve(vmNetns(name, 'near'), 85)
    expect(await soon(async () => (await lab.asks('outside', fip.floating_ip_address, 8080)) !== '')).toBe(true)
    const ask = (port: number, protocol: 'tcp' | 'udp'): Promise<string> =>
      lab.asks('outside', fip.floating_ip_address, port, protocol)
    expect(await ask(8080, 'tcp')).toContain('203.0.113.1')
    expect(await ask(8080, 'udp')).toContain('203.0.113.1')
    expect(await ask(7004, 'tcp')).toContain('203.0.113.1')
    expect(await ask(7005, 'tcp')).toBe('')
    // Hairpin: a guest of the same network asks the floating IP.
    expect(await lab.asks('far', fip.floating_ip_address, 8080)).not.toBe('')
    expect(await lab.asks('near', fip.floating_ip_address, 8080)).not.toBe('')
    const { port_forwardings: all } = (await lab.api('GET', `floatingips/${fip.id}/port_forwardings`)) as {
      port_forwardings: readonly Shown[]
    }
    for (const { id } of all) await lab.api('DELETE', `floatingips/${fip.id}/port_forwardings/${id}`)
    expect(await soon(async () => (await ask(8080, 'tcp')) === '')).toBe(true)
    await lab.api('DELETE', `floatingips/${fip.id}`)
  }, 120_000)
})

describe('IPv6', () => {
  it('is routed between networks and hosts by addresses that routers advertise', async () => {
    const addressOf = async (vm: string): Promise<string> =>
      / inet6 (fd00:[0-9a-f:]+)\//.exec(
        await lab.exec(vm, 'ip', '-6', 'addr', 'show', 'dev', 'eth0', 'scope', 'global'),
      )?.[1] ?? ''
    expect(await soon(async () => (await addressOf('sixth')) !== '' && (await addressOf('near')) !== '', 20_000)).toBe(
      true,
    )
    const target = await addressOf('sixth')
    expect(await soon(() => lab.pings('near', target))).toBe(true)
    expect(await soon(() => lab.pings('far', target))).toBe(true)
  }, 60_000)
})

describe('a floating IP that moves under traffic', () => {
  it('leads to the other VM, over ICMP, TCP and UDP, and back', async () => {
    for (const [address, vm] of [
      ['10.7.0.5', 'near'],
      ['10.7.0.6', 'far'],
    ] as const) {
      const pinging = lab.exec('outside', 'ping', '-c', '100', '-i', '0.02', '-W', '1', floating.floating_ip_address)
      await sleep(300)
      await lab.api('PUT', `floatingips/${floating.id}`, {
        floatingip: { port_id: (await lab.port(net.id, address)).id },
      })
      const lost = /(\d+) received/.exec(await pinging)?.[1]
      process.stdout.write(`    of 100 pings at 20 ms ${String(lost)} are answered while a floating IP moves\n`)
      expect(Number(lost)).toBeGreaterThan(85)
      expect(await soon(isActive)).toBe(true)
      for (const protocol of ['tcp', 'udp'] as const)
        expect(await lab.asks('outside', floating.floating_ip_address, 80, protocol)).toContain('203.0.113.1')
      // Out with it, as the other is not any more.
      expect(await lab.asks(vm, '203.0.113.1', 80)).toContain(floating.floating_ip_address)
    }
    expect(await lab.asks('near', '203.0.113.1', 80)).not.toContain(floating.floating_ip_address)
  }, 120_000)
})

describe('a router that moves between hosts', () => {
  it('keeps an established connection by a floating IP, and is on one host alone', async () => {
    const script = `exec 3<>/dev/tcp/${floating.floating_ip_address}/80; head -n 1 <&3 >/dev/null; n=0; while :; do n=$((n+1)); echo $n >&3 || exit; read -t 20 line <&3 || exit; echo $line; sleep 0.05; done`
    const child = lab.start(outsideNetns(name), 'bash', '-c', script)
    const lines: number[] = []
    createInterface({ input: child.stdout! }).on('line', (line) => lines.push(Number(line)))
    expect(await soon(async () => Promise.resolve(lines.length > 5))).toBe(true)
    for (const host of ['host2', 'host1']) {
      const before = lines.length
      const start = performance.now()
      await lab.moveRouter(router.id, host)
      expect(await soon(async () => Promise.resolve(lines.length > before + 10), 20_000)).toBe(true)
      process.stdout.write(
        `    ten answers more ${(performance.now() - start).toFixed(0)} ms after the move to ${host}\n`,
      )
      const other = host === 'host1' ? 'host2' : 'host1'
      expect(await soon(async () => !(await namespaces(other)).includes('qrouter-'))).toBe(true)
      expect(await hostOf()).toEqual([host])
    }
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await soon(isActive)).toBe(true)
  }, 120_000)

  it('while its agent is away is served by the other one, and not by the first when that is back', async () => {
    await labStop('l3@host1', 'SIGKILL', name)
    await lab.moveRouter(router.id, 'host2')
    expect(await soon(() => namespaces('host2').then((text) => text.includes(router.id)))).toBe(true)
    await labRestart('l3@host1', 'SIGTERM', name)
    expect(await soon(async () => !(await namespaces('host1')).includes('qrouter-'))).toBe(true)
    expect(await soon(() => lab.pings('outside', floating.floating_ip_address))).toBe(true)
    expect(await soon(isActive)).toBe(true)
    const links = await lab.exec('host1', 'ip', '-o', 'link')
    expect(links).not.toMatch(/ q[rg]-/)
    await lab.moveRouter(router.id, 'host1')
    expect(await soon(() => lab.pings('outside', floating.floating_ip_address))).toBe(true)
  }, 120_000)
})

describe('a router that is put down', () => {
  it('has nothing on its host, its floating IPs are DOWN, and all is back when it is up', async () => {
    await lab.api('PUT', `routers/${router.id}`, { router: { admin_state_up: false } })
    expect(await soon(async () => !(await namespaces('host1')).includes('qrouter-'))).toBe(true)
    expect(await soon(async () => (await lab.show('floatingip', floating.id)).status === 'DOWN')).toBe(true)
    expect(await lab.pings('outside', floating.floating_ip_address)).toBe(false)
    await lab.api('PUT', `routers/${router.id}`, { router: { admin_state_up: true } })
    expect(await soon(() => lab.pings('outside', floating.floating_ip_address))).toBe(true)
    expect(await soon(isActive)).toBe(true)
  }, 60_000)
})

describe('two projects with one prefix', () => {
  it('have each a router of their own, and neither hears the other', async () => {
    const other = await lab.router('r2', 'host1')
    const twin = await lab.network(other.id, 'twin', '10.7.0.0/24')
    await labBoot({ lab: name, name: 'twin', network: twin.id, host: 'host2', ip: '10.7.0.6' })
    await lab.serve(vmNetns(name, 'twin'), 80)
    const [gateway] = (await lab.show('router', other.id)).external_gateway_info.external_fixed_ips
    expect(await soon(() => lab.pings('twin', '203.0.113.1'))).toBe(true)
    expect(await lab.asks('twin', '203.0.113.1', 80)).toContain(gateway?.ip_address)
    expect(await lab.asks('far', '203.0.113.1', 80)).toContain(floating.floating_ip_address)
    // From one to the other only by what is outside.
    expect(await lab.pings('twin', '10.7.0.5')).toBe(false)
    expect(await soon(() => lab.pings('twin', floating.floating_ip_address))).toBe(true)
  }, 60_000)
})

describe('a controller that is away', () => {
  it('takes nothing away, whatever becomes of the agents meanwhile', async () => {
    await labStop('controller', 'SIGKILL', name)
    await labRestart('l3@host1', 'SIGKILL', name)
    for (let second = 0; second < 8; second++) {
      expect(await lab.pings('outside', floating.floating_ip_address)).toBe(true)
      await sleep(1_000)
    }
    expect(await lab.pings('near', '203.0.113.1')).toBe(true)
    await labRestart('controller', 'SIGTERM', name)
    expect(await lab.pings('outside', floating.floating_ip_address)).toBe(true)
    expect(await soon(isActive)).toBe(true)
  }, 120_000)
})

describe('an external network that changes', () => {
  it('is followed by its routers: another gateway, and a subnet more', async () => {
    const { subnets } = (await lab.api('GET', `subnets?network_id=${lab.externalId}`)) as { subnets: readonly Shown[] }
    const change = (gateway_ip: string): Promise<unknown> =>
      lab.api('PUT', `subnets/${subnets[0]?.id ?? ''}`, { subnet: { gateway_ip } })
    const routes = (): Promise<string> =>
      lab.exec('host1', 'ip', 'netns', 'exec', `qrouter-${router.id}`, 'ip', 'route')
    await change('203.0.113.2')
    expect(await soon(async () => (await routes()).includes('default via 203.0.113.2'))).toBe(true)
    await change('203.0.113.1')
    expect(await soon(async () => (await routes()).includes('default via 203.0.113.1'))).toBe(true)
    const more = { network_id: lab.externalId, cidr: '198.18.5.0/24', ip_version: 4, enable_dhcp: false }
    const { id } = await lab.make('subnet', more)
    expect(await soon(async () => /198\.18\.5\.0\/24 dev qg-/.test(await routes()))).toBe(true)
    await lab.api('DELETE', `subnets/${id}`)
    expect(await soon(async () => !(await routes()).includes('198.18.5.0/24'))).toBe(true)
    await lab.api('PUT', `networks/${net.id}`, { network: { mtu: 1300 } })
    const link = (): Promise<string> =>
      lab.exec('host1', 'ip', 'netns', 'exec', `qrouter-${router.id}`, 'ip', '-o', 'link')
    expect(await soon(async () => / qr-.* mtu 1300 /.test(await link()))).toBe(true)
    expect(await lab.pings('outside', floating.floating_ip_address)).toBe(true)
  }, 60_000)
})
