import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart } from '../src/lab/lab-lifecycle.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { outsideNetns, vmNetns } from '../src/lab/state/names.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()
const servers: ChildProcess[] = []

interface Shown {
  readonly id: string
  readonly status: string
  readonly floating_ip_address: string
  readonly security_groups: readonly string[]
  readonly external_gateway_info: { readonly external_fixed_ips: readonly { readonly ip_address: string }[] }
}

const api = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
  labApi(lab, method, path, body)

const make = async (kind: string, body: object): Promise<Shown> =>
  (await api('POST', `${kind}s`, { [kind.replaceAll('-', '_')]: body }))[kind.replaceAll('-', '_')] as Shown

const show = async (kind: string, id: string): Promise<Shown> => (await api('GET', `${kind}s/${id}`))[kind] as Shown

const pings = async (from: string, target: string): Promise<boolean> =>
  (await labExec(from, ['ping', '-c', '1', '-W', '1', target], lab)).exitCode === 0

/** Who asks, as the server sees him. */
async function asks(from: string, target: string, port: number): Promise<string> {
  const script = `exec 3<>/dev/tcp/${target}/${String(port)} && timeout 3 cat <&3`
  return (await labExec(from, ['timeout', '4', 'bash', '-c', script], lab)).stdout.trim()
}

const SERVER =
  "require('node:net').createServer((s) => { s.on('error', () => undefined); s.end(s.remoteAddress + '\\n') }).listen(Number(process.argv[1]), '0.0.0.0', () => console.log('on'))"

async function serve(netns: string, port: number): Promise<void> {
  const child = spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', SERVER, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.push(child)
  await once(child.stdout, 'data')
}

/** Whether it comes true within ten seconds. */
async function soon(holds: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}

let external: Shown

/** A router with two networks, a VM on each of the two hosts, hosted by the L3 agent of `host`. */
async function routed(
  host: string,
  number: number,
): Promise<{ readonly router: Shown; readonly vms: readonly [string, string] }> {
  const router = await make('router', { name: `r-${host}`, external_gateway_info: { network_id: external.id } })
  const vms = [`near${String(number)}`, `far${String(number)}`] as const
  for (const [at, vm] of vms.entries()) {
    const network = await make('network', { name: `net-${vm}` })
    const cidr = `10.${String(number)}.${String(at)}.0/24`
    const subnet = await make('subnet', { network_id: network.id, cidr, ip_version: 4 })
    await api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: subnet.id })
    await labBoot({ lab, name: vm, network: network.id, host: `host${String(at + 1)}`, ip: cidr.replace('0/24', '5') })
  }
  const { agents } = (await api('GET', `agents?host=${host}&agent_type=L3+agent`)) as { agents: readonly Shown[] }
  const now = (await api('GET', `routers/${router.id}/l3-agents`)) as { agents: readonly (Shown & { host: string })[] }
  for (const one of now.agents) {
    if (one.host === host) continue
    await api('DELETE', `agents/${one.id}/l3-routers/${router.id}`)
    await api('POST', `agents/${agents[0]?.id ?? ''}/l3-routers`, { router_id: router.id })
  }
  return { router, vms }
}

beforeAll(async () => {
  await reapDeadLabs()
  const hosts = [
    { name: 'host1', mechanism: 'linuxbridge' },
    { name: 'host2', mechanism: 'openvswitch' },
  ]
  await labUp({ name: lab, hosts, roles: ['l2', 'l3'] })
  external = await make('network', {
    ...{ name: 'ext', 'router:external': true },
    ...{ 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' },
  })
  await make('subnet', {
    ...{ network_id: external.id, cidr: '203.0.113.0/24', ip_version: 4, gateway_ip: '203.0.113.1' },
    ...{ enable_dhcp: false, allocation_pools: [{ start: '203.0.113.10', end: '203.0.113.49' }] },
  })
  await serve(outsideNetns(lab), 80)
}, 180_000)

afterAll(async () => {
  for (const one of servers) one.kill('SIGKILL')
  await labDown(lab)
}, 120_000)

describe.each([
  ['a Linux bridge', 'host1', 1],
  ['Open vSwitch', 'host2', 2],
])('a router on a host with %s', (_, host, number) => {
  let router: Shown
  let vms: readonly [string, string]
  let floating: Shown

  beforeAll(async () => {
    ;({ router, vms } = await routed(host, number))
  }, 120_000)

  it('leads from a VM to one of another host and network', async () => {
    expect(await soon(() => pings(vms[0], `10.${String(number)}.1.5`))).toBe(true)
  })

  it('leads out with its own address', async () => {
    expect(await soon(() => pings(vms[1], '198.51.100.1'))).toBe(true)
    const [gateway] = (await show('router', router.id)).external_gateway_info.external_fixed_ips
    expect(await asks(vms[1], '203.0.113.1', 80)).toContain(gateway?.ip_address)
  })

  it('leads in by a floating IP, which is then ACTIVE, and out with it', async () => {
    const { ports } = (await api('GET', `ports?fixed_ips=ip_address%3D10.${String(number)}.0.5`)) as {
      ports: readonly Shown[]
    }
    for (const protocol of ['icmp', 'tcp'])
      await make('security-group-rule', {
        ...{ security_group_id: ports[0]?.security_groups[0], direction: 'ingress', ethertype: 'IPv4', protocol },
      }).catch((error: unknown) => {
        // The default group is the other router's guests', too.
        if (!String(error).includes('SecurityGroupRuleExists')) throw error
      })
    floating = await make('floatingip', { floating_network_id: external.id, port_id: ports[0]?.id })
    expect(await soon(async () => (await show('floatingip', floating.id)).status === 'ACTIVE')).toBe(true)
    expect(await soon(() => pings('outside', floating.floating_ip_address))).toBe(true)
    await serve(vmNetns(lab, vms[0]), 80)
    expect(await asks('outside', floating.floating_ip_address, 80)).toContain('203.0.113.1')
    expect(await asks(vms[0], '203.0.113.1', 80)).toContain(floating.floating_ip_address)
  })

  it('goes on while its agent is killed and started anew', async () => {
    const pinging = labExec('outside', ['ping', '-c', '60', '-i', '0.05', '-W', '1', floating.floating_ip_address], lab)
    await labRestart(`l3@${host}`, 'SIGKILL', lab)
    expect((await pinging).stdout).toMatch(/60 packets transmitted, 60 received/)
    expect(await soon(async () => (await show('floatingip', floating.id)).status === 'ACTIVE')).toBe(true)
  })

  it('takes its floating IP back', async () => {
    await api('PUT', `floatingips/${floating.id}`, { floatingip: { port_id: null } })
    expect(await soon(async () => !(await pings('outside', floating.floating_ip_address)))).toBe(true)
    expect(await soon(async () => (await show('floatingip', floating.id)).status === 'DOWN')).toBe(true)
  })
})
